"""Sets of words, written as one text."""

from functools import cache


@cache
def words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


TOO_COMMON = words(
    "the a an in on at to from by of for and or this that within under over about around before after between during through until till "
    "last next past previous coming following upcoming prior current same right just as straight hence out back no not is it q h t + - ~ @ , it"
)
"""Words with which a time may begin, but which begin everything else too."""

ALSO_TELLING = words(
    "minute minutes min mins second seconds hour hours hr hrs day days week weeks wk wks weekend month months mth year years yr yrs quarter "
    "quarters qtr qtrs today ago fortnight decade decades moment time boy season seasons century tết soon possible now half one two three "
    "four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty jan feb mar apr may jun jul aug sep oct nov dec tây"
)
