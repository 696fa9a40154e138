"""Planning problems small enough that every plan can be tried, as JSON has them."""

from hypothesis import strategies as st

SHARES = ("0", "0.25", "0.4", "0.5", "1")


@st.composite
def spans(draw, low, high):
    first = draw(st.integers(low, high))
    return [first, draw(st.integers(first, high))]


@st.composite
def tours(draw, officers, sites, low, high):
    first, last = draw(spans(low, high))
    return {
        "officer": draw(st.sampled_from(officers)), "site": draw(st.sampled_from(sites)),
        "from": first, "to": last,
    }  # fmt: skip


@st.composite
def candidates(draw, name, sites, first, last):
    around = spans(first - 1, last + 3)
    whole = st.just([first, last + 4])
    excluded = st.fixed_dictionaries(
        {"site": st.sampled_from(sites), "reason": st.just("no course")},
        optional={"until": st.none() | st.integers(first - 1, last)},
    )
    return {
        "id": name,
        "available": draw(
            st.one_of(
                st.lists(whole, min_size=1, max_size=1),
                st.lists(whole, min_size=1, max_size=1),
                st.lists(around, min_size=1, max_size=1),
                st.lists(around, max_size=2),
            )
        ),
        "excluded": draw(st.just([]) | st.lists(excluded, max_size=2)),
        "preferences": draw(
            st.dictionaries(st.sampled_from(sites), st.integers(-2, 9), max_size=len(sites))
        ),
    }


@st.composite
def documents(draw, *, pins=True, most_officers=3, most_years=5):
    """Give a problem that has as much of everything as can still be tried out."""
    first = 2026
    last = first + draw(st.integers(1, most_years)) - 1
    sites = [f"S{n}" for n in range(draw(st.integers(1, 3)))]
    officers = [f"O{n}" for n in range(draw(st.integers(1, most_officers)))]
    minimum = draw(st.sampled_from([1, 2, 2, 2, 3]))
    some_tours = st.lists(tours(officers, sites, first - 1, last + 1), max_size=3)
    few = st.lists(tours(officers, sites, first, last), max_size=1)
    now = st.fixed_dictionaries({
        "officer": st.sampled_from(officers), "site": st.sampled_from(sites),
        "since": st.integers(first - 4, first),
    })  # fmt: skip
    return {
        "years": [first, last],
        "tenure": {
            "minimum": minimum,
            "maximum": minimum + draw(st.integers(0, 2)),
            "break": draw(st.sampled_from([2, 2, 1, 0, 3])),
        },
        "stagger_share": draw(st.sampled_from(SHARES)),
        "sites": [
            {
                "id": name,
                "district": draw(st.sampled_from(["D", "E"])),
                "posts": draw(st.sampled_from([1, 1, 1, 2, 0])),
            }
            for name in sites
        ],
        "officers": [draw(candidates(name, sites, first, last)) for name in officers],
        "current": draw(st.lists(now, max_size=2, unique_by=lambda each: each["officer"])),
        "published": draw(some_tours),
        "pinned": draw(st.just([]) | st.just([]) | few) if pins else [],
        "forbidden": draw(few),
    }
