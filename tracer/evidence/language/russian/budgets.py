"""Russian of what a budget cut off."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "more are not crossed under this budget": ("больше этот ресурс не позволяет"),
    "the time allowed, {seconds} for the whole trace, was over": (
        "вышло отведённое время ({seconds} на всю трассировку)"
    ),
    "{rule}, the primary rule,": ("{rule} (основное)"),
    "A budget ran out under {rule} after {transactions}: {why}. {rest} What lies beyond was not looked at.": (
        "Ресурс исчерпан по правилу {rule}; пройдено: {transactions}; причина: {why}. {rest} Что лежит дальше, не рассматривалось."
    ),
    "The reach is larger than the counts shown.": ("Охват больше показанных чисел."),
    "no satoshi": ("ни одного сатоши"),
    "Trails that would go on end there, with {amounts}.": (
        "Следы, которые шли бы дальше, там оканчиваются; в них: {amounts}."
    ),
    "A budget ran out in what is shown beside the result ({names}): the differences printed are not all there are.": (
        "Исчерпан ресурс в том, что показано рядом с результатом ({names}): напечатаны не все различия."
    ),
}
