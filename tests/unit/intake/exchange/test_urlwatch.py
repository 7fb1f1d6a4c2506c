from monitor.intake.exchange import urlwatch

JOBS = b"""name: Board
url: https://a.example/board
filter:
  - css: main .people
  - html2text
  - grepi: ^Updated
---
# only words
---
url: https://b.example/
filter: xpath://div[@id="news"]/ul/li
enabled: no
note: by Ann
tags: [Labs, EU]
"""


def test_a_job_is_a_watched_page() -> None:
    assert urlwatch.is_mine(JOBS, "urls.yaml")
    carried = urlwatch.read(JOBS, "urls.yaml")
    board, plain = carried.drafts
    assert not carried.left
    assert board.keys("x") == {
        "id": "x",
        "kind": "page",
        "url": "https://a.example/board",
        "outlet": "Board",
        "watch": "main .people",
        "ignore": "^Updated",
    }
    assert plain.more == {
        "watch": "div#news > ul > li",
        "ignore": [],
        "headers": {},
        "enabled": False,
        "note": "by Ann",
    }
    assert (plain.tags, plain.line) == (("labs", "eu"), 10)


def test_a_command_or_a_browser_is_told_not_carried_over() -> None:
    data = b"command: rm -rf /\nname: Odd\n---\nnavigate: https://c.example/\n"
    carried = urlwatch.read(data, "u.yaml")
    assert [draft.url for draft in carried.drafts] == ["https://c.example/"]
    assert [str(one) for one in carried.left] == [
        'u.yaml:1:1: left out: "Odd": a shell command: nothing is run here',
        'u.yaml:4:1: left out: "https://c.example/": a page that needs a browser',
    ]


def test_cookies_and_credentials_are_told_and_not_shown() -> None:
    data = (
        b"url: https://c.example/\ncookies: {s: hush}\n"
        b"headers: {Authorization: hush, Accept-Language: it, Cookie: hush}\n"
    )
    carried = urlwatch.read(data, "u.yaml")
    assert carried.drafts[0].more["headers"] == {"Accept-Language": "it"}
    assert len(carried.left) == 3
    assert "hush" not in f"{carried}"


def test_a_filter_that_is_carried_over_in_part_is_told() -> None:
    data = (
        b"url: https://c.example/\nfilter:\n- css: {selector: main, exclude: .ad}\n"
        b"- shellpipe: tr a b\n- element-by-class: box\n- element-by-style: x\n"
    )
    carried = urlwatch.read(data, "u.yaml")
    assert carried.drafts[0].more["watch"] == ["main", '[class~="box"]']
    assert [one.what for one in carried.left] == [
        '"https://c.example/": exclude of filter css',
        '"https://c.example/": filter shellpipe tr a b',
        '"https://c.example/": filter element-by-style x',
    ]


def test_a_document_that_is_no_yaml_loses_only_itself() -> None:
    data = b"url: https://a.example/\n---\nurl: [x\n---\nurl: https://b.example/\n"
    carried = urlwatch.read(data, "u.yaml")
    assert [draft.url for draft in carried.drafts] == ["https://a.example/", "https://b.example/"]
    assert [one.line for one in carried.left] == [3]


def test_a_source_file_of_ours_is_not_taken_for_one() -> None:
    assert not urlwatch.is_mine(b"sources:\n  - id: x\n\nurl: y\n", "x.yaml")
