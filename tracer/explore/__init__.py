"""Opening a trail by hand, with books that close at every step. Opens no file and no socket, and reads no clock.

An exploration is a trace whose trails end as `unopened` wherever nobody has opened the spending transaction yet: the
reference engine folds what is open again at every step, and no rule or sum exists twice. The room holds what was
opened (`history`), the fold (`unfolded`), how much what is shown may still rise (`promise`), and what is drawn of a
large trail (`kept`, `branch`, `columns`). Drawing itself, files and persons are other rooms'. What is shown here is
provisional: the full trace of the case decides, and `unopened` never stands in a result.

Specification: `docs/explore.md`.
"""
