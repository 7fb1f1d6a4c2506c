import gc
import http.client
import json
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from monitor.fakeslack.faults import fault_from
from tests.fakes.serving import fake_slack

LONG_HEADER = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}


@pytest.fixture
def vendor_leaks() -> Iterator[None]:
    """slack_sdk leaves its socket to the garbage collector when an answer breaks off."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


def client(base: str, token: str = "xoxb-test") -> WebClient:
    return WebClient(token=token, base_url=base, retry_handlers=[], timeout=5)


def post(web: WebClient, text: str = "hello", **more: Any) -> Any:
    return web.chat_postMessage(channel="#news", text=text, **more)


def test_a_posted_message_is_in_history_with_its_metadata_when_asked_for() -> None:
    meta = {"event_type": "monitor_delivery", "event_payload": {"delivery": "s1.1@news"}}
    with fake_slack() as (_, base):
        web = client(base)
        sent = post(web, metadata=meta)
        with_it = web.conversations_history(channel=sent["channel"], include_all_metadata=True)
        without = web.conversations_history(channel=sent["channel"])
    assert with_it["messages"][0]["metadata"] == meta
    assert "metadata" not in without["messages"][0]


def test_replies_are_in_the_thread_and_not_in_the_channel() -> None:
    with fake_slack() as (_, base):
        web = client(base)
        sent = post(web)
        post(web, "more", thread_ts=sent["ts"])
        history = web.conversations_history(channel=sent["channel"])["messages"]
        thread = web.conversations_replies(channel=sent["channel"], ts=sent["ts"])["messages"]
    assert [m["text"] for m in history] == ["hello"]
    assert [m["text"] for m in thread] == ["hello", "more"]


def test_history_pages_and_starts_at_oldest() -> None:
    with fake_slack(pace=False) as (_, base):
        web = client(base)
        sent = [post(web, f"m{n}") for n in range(5)]
        room = sent[0]["channel"]
        first = web.conversations_history(channel=room, limit=2)
        cursor = first["response_metadata"]["next_cursor"]
        second = web.conversations_history(channel=room, limit=2, cursor=cursor)
        late = web.conversations_history(channel=room, oldest=sent[3]["ts"], inclusive=True)
    assert [m["text"] for m in first["messages"]] == ["m4", "m3"]
    assert [m["text"] for m in second["messages"]] == ["m2", "m1"]
    assert [m["text"] for m in late["messages"]] == ["m4", "m3"]


def test_an_edit_replaces_text_and_blocks() -> None:
    with fake_slack() as (slack, base):
        web = client(base)
        sent = post(web)
        web.chat_update(channel=sent["channel"], ts=sent["ts"], text="changed")
    assert slack.workspace.dump()[0]["text"] == "changed"
    assert slack.workspace.dump()[0]["edited"]


def test_a_deleted_message_is_gone() -> None:
    with fake_slack() as (slack, base):
        web = client(base)
        sent = post(web)
        web.chat_delete(channel=sent["channel"], ts=sent["ts"])
    assert slack.workspace.dump() == []


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ({"channel": "#nowhere", "text": "x"}, "channel_not_found"),
        ({"channel": "#news", "text": ""}, "no_text"),
        ({"channel": "#news", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "#news", "text": "x", "thread_ts": "1.0"}, "thread_not_found"),
        ({"channel": "#news", "blocks": [LONG_HEADER]}, "invalid_blocks"),
        ({"channel": "#news", "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
    ],
)
def test_slacks_own_refusals_are_answered(call: dict[str, Any], error: str) -> None:
    with fake_slack() as (_, base), pytest.raises(SlackApiError) as refused:
        client(base).api_call("chat.postMessage", json=call)
    assert refused.value.response["error"] == error


def test_a_wrong_token_is_refused() -> None:
    with fake_slack() as (_, base), pytest.raises(SlackApiError) as refused:
        client(base, token="nonsense").auth_test()
    assert refused.value.response["error"] == "invalid_auth"


def test_more_than_a_burst_of_four_in_a_second_is_limited() -> None:
    with fake_slack(now=lambda: 1000.0) as (_, base):
        web = client(base)
        for _ in range(4):
            post(web)
        with pytest.raises(SlackApiError) as refused:
            post(web)
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"


@pytest.mark.usefixtures("vendor_leaks")
def test_a_reset_after_accept_leaves_the_message_there() -> None:
    script = [fault_from({"method": "chat.postMessage", "nth": 1, "do": "reset_after_accept"})]
    with fake_slack(script=script) as (slack, base):
        with pytest.raises((ConnectionError, http.client.HTTPException, urllib.error.URLError)):
            post(client(base))
        assert [m["text"] for m in slack.workspace.dump()] == ["hello"]
        assert slack.faults.struck == [("chat.postMessage", "reset_after_accept")]


@pytest.mark.usefixtures("vendor_leaks")
def test_a_reset_before_leaves_nothing() -> None:
    script = [fault_from({"do": "reset_before"})]
    with fake_slack(script=script) as (slack, base):
        with pytest.raises((ConnectionError, http.client.HTTPException, urllib.error.URLError)):
            post(client(base))
        assert slack.workspace.dump() == []


@pytest.mark.parametrize("deed", ["500", "503", "429", "500_after_accept", "error: fatal_error"])
def test_scripted_answers_are_given(deed: str) -> None:
    with fake_slack(script=[fault_from({"do": deed})]) as (slack, base):
        with pytest.raises(SlackApiError):
            post(client(base))
        assert len(slack.workspace.dump()) == (1 if deed == "500_after_accept" else 0)


@pytest.mark.usefixtures("vendor_leaks")
def test_a_truncated_or_broken_answer_cannot_be_read() -> None:
    for deed in ("truncate", "bad_json"):
        with fake_slack(script=[fault_from({"do": deed})]) as (slack, base):
            with pytest.raises(Exception, match=r".*"):
                post(client(base))
            assert len(slack.workspace.dump()) == 1


def test_the_state_file_keeps_messages_over_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "slack.jsonl"
    with fake_slack(state=state) as (_, base):
        post(client(base))
    state.write_text(state.read_text() + '{"do": "post", "chan')  # a line cut by a crash
    with fake_slack(state=state) as (slack, _base):
        assert [m["text"] for m in slack.workspace.dump()] == ["hello"]


def test_a_script_can_be_changed_while_it_runs() -> None:
    with fake_slack() as (slack, base):
        url = base.replace("/api/", "/_control/script")
        body = json.dumps([{"do": "500", "nth": 1}]).encode()
        urllib.request.urlopen(urllib.request.Request(url, data=body), timeout=5).close()
        with pytest.raises(SlackApiError):
            post(client(base))
        assert slack.faults.struck


def test_a_wrong_script_is_told() -> None:
    with pytest.raises(ValueError, match="unknown deed 'explode'"):
        fault_from({"do": "explode"})
    with pytest.raises(ValueError, match="unknown key 'wen'"):
        fault_from({"do": "500", "wen": 1})


def test_the_page_shows_messages_as_text_and_marks_pings() -> None:
    with fake_slack() as (_, base):
        web = client(base)
        post(web, "<b>bold?</b> *real* <!channel> <https://a.example|here>")
        with urllib.request.urlopen(base.replace("/api/", "/"), timeout=5) as answer:
            page = answer.read().decode()
    assert "&lt;b&gt;" not in page.split("<main")[0]
    assert "<b>real</b>" in page
    assert '<mark class="ping">!channel</mark>' in page
    assert 'href="https://a.example"' in page
