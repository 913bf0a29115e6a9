"""Russian of tags and actors."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "What tags and actors say is asserted by the authors of these files, each with its source, date and "
    "confidence; nothing here was checked against the chain. Of the tags of one address the service’s tag"
    " of the highest confidence counts, then the first file of the case; all are printed, also where they"
    " contradict one another.": (
        "Сказанное в тегах и об акторах утверждают авторы этих файлов, каждый со своим источником, датой и "
        "уверенностью; с цепочкой это не сверялось. Из тегов одного адреса учитывается тег сервиса с "
        "наибольшей уверенностью, затем из первого по порядку файла дела; напечатаны все, в том числе "
        "противоречащие друг другу."
    ),
    "Tagged addresses": "Адреса с тегами",
    "ends the trail": "оканчивает след",
    "also said": "сказано также",
    "tag": "тег",
    "what it does": "что он делает",
    "confidence and date": "уверенность и дата",
    "file and SHA-256": "файл и SHA-256",
    "Tags of addresses at which the trail ends": "Теги адресов, на которых оканчивается след",
    "described by no ActorPack of the case": "не описан ни одним ActorPack дела",
    "actor": "актор",
    "kind of business": "вид деятельности",
    "jurisdictions": "юрисдикции",
    "web address": "адрес в сети",
    "Actors that these tags name: to whom a records request may go": (
        "Акторы, которых называют эти теги: кому можно направить запрос сведений"
    ),
    "{file}, line {line}": "{file}, строка {line}",
    "{shown} of {all} rows are printed; all are in the files in case/tags.": (
        "Показано строк: {shown} из {all}; все — в файлах в case/tags."
    ),
}
