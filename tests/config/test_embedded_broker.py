"""The file-based broker: whole messages, each to one taker, nothing left behind."""

import threading
from queue import Empty

import pytest
from kombu import Connection

from config.embedded_broker import Transport
from config.settings.jobs import embedded_broker


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "queue"


@pytest.fixture
def channel(folder):
    with Connection("filesystem://", transport_options=embedded_broker(folder)) as connection:
        assert isinstance(connection.transport, Transport)
        yield connection.channel()


def test_what_is_put_is_got_in_order(channel):
    for number in range(5):
        channel._put("default", {"number": number})
        threading.Event().wait(0.002)
    assert [channel._get("default")["number"] for _ in range(5)] == [0, 1, 2, 3, 4]


def test_queues_do_not_mix(channel):
    channel._put("critical", {"a": 1})
    with pytest.raises(Empty):
        channel._get("default")
    assert channel._get("critical") == {"a": 1}


def test_nothing_is_left_behind(channel, folder):
    channel._put("default", {"a": 1})
    channel._get("default")
    assert [file for file in folder.rglob("*") if file.is_file()] == []


def test_a_message_still_being_written_is_not_taken(channel, folder):
    (folder / "messages" / ".writing-1_x.default.msg").write_text('{"half":')
    with pytest.raises(Empty):
        channel._get("default")


def test_a_broken_message_does_not_stop_the_queue(channel, folder):
    (folder / "messages" / "1_x.default.msg").write_text('{"half":')
    channel._put("default", {"a": 1})
    assert channel._get("default") == {"a": 1}


def test_each_message_goes_to_one_taker(folder):
    options = embedded_broker(folder)
    with Connection("filesystem://", transport_options=options) as connection:
        channel = connection.channel()
        for number in range(60):
            channel._put("default", {"number": number})
    taken, lock = [], threading.Lock()

    def take():
        with Connection("filesystem://", transport_options=options) as own:
            mine = own.channel()
            while True:
                try:
                    message = mine._get("default")
                except Empty:
                    return
                with lock:
                    taken.append(message["number"])

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(taken) == list(range(60))
