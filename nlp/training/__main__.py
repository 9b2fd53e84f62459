"""``make train``: builds ``nlp/models`` anew from our own sentences, the same bytes each time."""

from __future__ import annotations

import sys

from nlp.commands import likely
from nlp.intents.model import PACKAGED
from nlp.training.build import accuracy, build, indices_of
from nlp.training.commands import second_opinion
from nlp.training.rows import rows

ASIDE_PER_TEMPLATE = 8


def main() -> int:
    trained, aside = rows(set_aside=False), rows(set_aside=True, per_template=ASIDE_PER_TEMPLATE)
    model = build(trained, aside)
    PACKAGED.parent.mkdir(exist_ok=True)
    model.save(PACKAGED)
    share = accuracy(model, [(indices_of(row.text), frozenset(row.labels)) for row in aside])
    sys.stdout.write(
        f"{len(trained)} rows; templates set aside: {share:.1%} of {len(aside)} rows; warmth {model.warmth}; "
        f"{PACKAGED.stat().st_size / 1e6:.1f} MB\n"
    )
    second_opinion().save(likely.PACKAGED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
