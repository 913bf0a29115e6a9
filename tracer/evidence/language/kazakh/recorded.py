"""Kazakh of the sentences that `trace.json` holds in English."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "branch {branch}, index {index} of the descriptor of seed {name} is in use, and {last} is the last index searched: "
    "what lies beyond it is no seed": (
        "{name}-бастапқы нүкте дескрипторының {branch}-тармағындағы {index}-индекс қолданылуда, ал тексерілген соңғы индекс — {last}: одан әрі жатқаны бастапқы нүкте болып есептелмейді"
    ),
    "branch {branch}, index {index} of the descriptor of seed {name} lies beyond the range searched and received "
    "{amount} sat in {outpoint}, which is no seed": (
        "{name}-бастапқы нүкте дескрипторының {branch}-тармағындағы {index}-индекс тексерілген ауқымнан тыс жатыр және {outpoint} шығысында {amount} сат алды; бұл бастапқы нүкте болып есептелмейді"
    ),
    "branch {branch}, index {index} of {name} is in use, and {last} is the last index searched: what lies beyond it is "
    "not taken for the wallet's": (
        "{name} әмиянының {branch}-тармағындағы {index}-индекс қолданылуда, ал тексерілген соңғы индекс — {last}: одан әрі жатқаны әмиянға жатқызылмайды"
    ),
    "branch {branch}, index {index} of {name} lies beyond the range searched and received {amount} sat in {outpoint}, "
    "which counts as no receipt of the wallet": (
        "{name} әмиянының {branch}-тармағындағы {index}-индекс тексерілген ауқымнан тыс жатыр және {outpoint} шығысында {amount} сат алды; бұл әмиянның түсімі болып есептелмейді"
    ),
    "received on {day}, before the order of {date}": "{day} күні түсті, {date} күнгі актіден бұрын",
    "returned on {day}, before the order of {date}": "{day} күні қайтарылды, {date} күнгі актіден бұрын",
    "received under an order that states no day from which it is in force": (
        "күшіне ену күні көрсетілмеген акт бойынша түсті"
    ),
    "received on {day}, before the order is in force, {date}": "{day} күні түсті, акт күшіне енгенге дейін, {date}",
    "nothing of the {amount} sat ordered was received": "бұйырылған {amount} саттан ештеңе түскен жоқ",
    "nothing of the {amount} sat ordered was returned": "бұйырылған {amount} саттан ештеңе қайтарылған жоқ",
    "received {excess} sat more than the {amount} sat ordered": "бұйырылған {amount} саттан {excess} сат артық түсті",
    "returned {excess} sat more than the {amount} sat ordered": (
        "бұйырылған {amount} саттан {excess} сат артық қайтарылды"
    ),
    "held in {wallet}, a reserve, with no forfeiture order for {label} in force on {day}": (
        "{wallet} резерв әмиянында сақталуда, ал {day} күні {label} белгісі бойынша күшіне енген тәркілеу актісі жоқ"
    ),
    "{amount} sat of {label} left {wallet} under no return order": (
        "{label} белгісінің {amount} саты {wallet} әмиянынан қайтару актісінсіз кетті"
    ),
    "{amount} sat of {label} arrive in coins of the state that a seed claims: one coin cannot hold both": (
        "{label} белгісінің {amount} саты бастапқы нүкте талап ететін мемлекет монеталарына түседі: бір монета екеуін бірдей сыйдыра алмайды"
    ),
    "the output {outpoint} that it also spends cannot be read from this source": (
        "ол қоса жұмсайтын {outpoint} шығысын осы дереккөзден оқу мүмкін емес"
    ),
    "a state wallet's coin is spent by a transaction whose inputs cannot all be read from this source": (
        "мемлекет әмиянының монетасын барлық кірісін осы дереккөзден оқу мүмкін емес транзакция жұмсайды"
    ),
    "any of whirlpool, wasabi2, wasabi1, joinmarket, stonewall, equal outputs; each stop names its own": (
        "мыналардың кез келгені: whirlpool, wasabi2, wasabi1, joinmarket, stonewall, тең шығыстар; әр тоқтау өзінікін "
        "атайды"
    ),
    "two-stage largest remainder": "екі сатылы ең үлкен қалдық",
    "terminal": "іздің аяқталуы",
    "asserted": "анықталған",
    "matches": "сәйкес",
    "suspected": "болжанады",
    "vetoed": "қабылданбаған",
    "only the first {count} receipts are shown": "тек алғашқы түсімдер көрсетілген, саны {count}",
    "its paths would bring the exhibit beyond {links} links": "оның жолдарымен қосымша {links} буыннан асып кетер еді",
    "the trail has more than {count} transactions": "ізде {count} транзакциядан көп",
    "in custody, covered by no order": "сақтауда, бірде-бір актімен қамтылмаған",
}
