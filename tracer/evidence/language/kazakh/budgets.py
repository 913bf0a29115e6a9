"""Kazakh of what a budget cut off."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "more are not crossed under this budget": ("бұл ресурс одан артығына жол бермейді"),
    "the time allowed, {seconds} for the whole trace, was over": (
        "берілген уақыт ({seconds}, бүкіл трассалауға) бітті"
    ),
    "{rule}, the primary rule,": ("{rule} (негізгі)"),
    "A budget ran out under {rule} after {transactions}: {why}. {rest} What lies beyond was not looked at.": (
        "{rule} қағидасы бойынша ресурс таусылды; өтілгені: {transactions}; себебі: {why}. {rest} Одан әрі не бары қаралмады."
    ),
    "The reach is larger than the counts shown.": ("Қамту көрсетілген сандардан үлкен."),
    "no satoshi": ("бірде-бір сатоши жоқ"),
    "Trails that would go on end there, with {amounts}.": (
        "Әрі қарай жалғасатын іздер сол жерде аяқталады; оларда: {amounts}."
    ),
    "A budget ran out in what is shown beside the result ({names}): the differences printed are not all there are.": (
        "Нәтиженің қасында көрсетілгенде ресурс таусылды ({names}): айырмалардың бәрі басылмаған."
    ),
}
