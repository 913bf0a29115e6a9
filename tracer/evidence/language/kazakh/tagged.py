"""Kazakh of tags and actors."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "What tags and actors say is asserted by the authors of these files, each with its source, date and "
    "confidence; nothing here was checked against the chain. Of the tags of one address the service’s tag"
    " of the highest confidence counts, then the first file of the case; all are printed, also where they"
    " contradict one another.": (
        "Тегтер мен акторлар туралы айтылғанды осы файлдардың авторлары мәлімдейді, әрқайсысы өз "
        "дереккөзімен, күнімен және сенім деңгейімен; бұл тізбекпен салыстырылмаған. Бір мекенжай тегтерінің "
        "ішінен сенім деңгейі ең жоғары сервис тегі, одан кейін істің бірінші файлындағысы есепке алынады; "
        "бір-біріне қайшы келетіндерін қоса, барлығы басылған."
    ),
    "Tagged addresses": "Тегі бар мекенжайлар",
    "ends the trail": "ізді аяқтайды",
    "also said": "тағы айтылған",
    "tag": "тег",
    "what it does": "не істейді",
    "confidence and date": "сенім деңгейі мен күні",
    "file and SHA-256": "файл және SHA-256",
    "Tags of addresses at which the trail ends": "Із аяқталатын мекенжайлардың тегтері",
    "described by no ActorPack of the case": "істің бірде-бір ActorPack файлында сипатталмаған",
    "actor": "актор",
    "kind of business": "қызмет түрі",
    "jurisdictions": "юрисдикциялар",
    "web address": "желідегі мекенжай",
    "Actors that these tags name: to whom a records request may go": (
        "Осы тегтер атайтын акторлар: мәлімет сұрауын кімге жіберуге болады"
    ),
    "{file}, line {line}": "{file}, {line}-жол",
    "{shown} of {all} rows are printed; all are in the files in case/tags.": (
        "Басылған жолдар: {shown}, барлығы {all}; бәрі case/tags ішіндегі файлдарда."
    ),
}
