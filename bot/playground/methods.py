"""The Web API's methods, family by family: what each one does to the workspace."""

from typing import Any

from bot.playground.errors import ControlError, SlackError
from bot.playground.happenings import with_block_ids
from bot.playground.validation import message_problems, too_long, view_problems
from bot.playground.web_api import Arguments, Method, Slack
from bot.playground.workspace import BOT_ID, BOT_USER, TEAM_ID, Conversation, File, Message, User

MOST_TEXT = 40_000
MOST_METADATA = 8_000
PAGE = 100
MOST_PAGE = 999


def test_auth(slack: Slack, given: Arguments) -> dict[str, Any]:
    """auth.test"""
    bot = slack.workspace.users[BOT_USER]
    return {
        "url": slack.happenings.address + "/",
        "team": slack.workspace.name,
        "user": bot.handle,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def open_connection(slack: Slack, given: Arguments) -> dict[str, Any]:
    """apps.connections.open"""
    address = slack.happenings.address.replace("http://", "ws://")
    return {"url": f"{address}/link/?ticket={slack.sockets.ticket()}&app_id=A0PLAYGRND"}


def post_message(slack: Slack, given: Arguments) -> dict[str, Any]:
    """chat.postMessage"""
    channel = _writable(slack, str(given["channel"]))
    blocks = _content(given)
    thread_ts = given.get("thread_ts") or None
    if thread_ts is not None and thread_ts not in channel.messages:
        raise SlackError("cannot_reply_to_message")
    message = Message(
        slack.workspace.new_ts(),
        BOT_USER,
        str(given.get("text") or "")[:MOST_TEXT],
        blocks=blocks,
        thread_ts=thread_ts,
        metadata=_metadata(given),
        bot_id=BOT_ID,
    )
    slack.workspace.post(channel, message)
    slack.happenings.spoken(channel, message)
    answer: dict[str, Any] = {
        "channel": channel.id,
        "ts": message.ts,
        "message": slack.workspace.message_json(message, channel),
    }
    if not given.get("text"):
        answer["warning"] = "missing_text_in_message"
        answer["response_metadata"] = {"warnings": ["missing_text_in_message"]}
    return answer


def post_ephemeral(slack: Slack, given: Arguments) -> dict[str, Any]:
    """chat.postEphemeral"""
    channel = _writable(slack, str(given["channel"]))
    user = _user(slack, str(given["user"]))
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = Message(
        slack.workspace.new_ts(),
        BOT_USER,
        str(given.get("text") or ""),
        blocks=_content(given),
        thread_ts=given.get("thread_ts") or None,
        only_for=user.id,
        bot_id=BOT_ID,
    )
    slack.workspace.post(channel, message)
    return {"message_ts": message.ts}


def update_message(slack: Slack, given: Arguments) -> dict[str, Any]:
    """chat.update"""
    channel = _conversation(slack, str(given["channel"]))
    message = channel.messages.get(str(given["ts"]))
    if message is None or message.only_for is not None:
        raise SlackError("message_not_found")
    if message.user != BOT_USER:
        raise SlackError("cant_update_message")
    text = str(given.get("text") or "")
    if len(text) > 4000:
        raise SlackError("msg_too_long")
    message.blocks, message.text = _content(given), text
    message.metadata = _metadata(given) or message.metadata
    message.edited = {"user": BOT_USER, "ts": slack.workspace.new_ts()}
    slack.workspace.changed("channel", channel.id)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": text,
        "message": slack.workspace.message_json(message, channel),
    }


def delete_message(slack: Slack, given: Arguments) -> dict[str, Any]:
    """chat.delete"""
    channel = _conversation(slack, str(given["channel"]))
    message = channel.messages.get(str(given["ts"]))
    if message is None:
        raise SlackError("message_not_found")
    if message.user != BOT_USER:
        raise SlackError("cant_delete_message")
    del channel.messages[message.ts]
    slack.workspace.changed("channel", channel.id)
    return {"channel": channel.id, "ts": message.ts}


def permalink(slack: Slack, given: Arguments) -> dict[str, Any]:
    """chat.getPermalink"""
    channel = _conversation(slack, str(given["channel"]))
    ts = str(given["message_ts"])
    if ts not in channel.messages:
        raise SlackError("message_not_found")
    return {
        "channel": channel.id,
        "permalink": f"{slack.happenings.address}/#channel={channel.id}&message=p{ts.replace('.', '')}",
    }


def open_conversation(slack: Slack, given: Arguments) -> dict[str, Any]:
    """conversations.open"""
    users = [one for one in str(given.get("users") or "").split(",") if one]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("too_many_users" if len(users) > 8 else "not_enough_users")
    user = _user(slack, users[0])
    if user.deleted:
        raise SlackError("user_disabled")
    return {"channel": {"id": slack.workspace.dm(user.id).id}}


def conversation_info(slack: Slack, given: Arguments) -> dict[str, Any]:
    """conversations.info"""
    return {"channel": slack.workspace.channel_json(_conversation(slack, str(given["channel"])))}


def list_conversations(slack: Slack, given: Arguments) -> dict[str, Any]:
    """conversations.list"""
    kinds = _kinds(given)
    found = [
        slack.workspace.channel_json(one)
        for one in slack.workspace.conversations.values()
        if one.kind in kinds and (one.kind == "channel" or BOT_USER in one.members)
    ]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


def users_conversations(slack: Slack, given: Arguments) -> dict[str, Any]:
    """users.conversations"""
    kinds = _kinds(given)
    found = [
        slack.workspace.channel_json(one)
        for one in slack.workspace.conversations.values()
        if one.kind in kinds and BOT_USER in one.members and not one.archived
    ]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


def conversation_members(slack: Slack, given: Arguments) -> dict[str, Any]:
    """conversations.members"""
    channel = _conversation(slack, str(given["channel"]))
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def conversation_history(slack: Slack, given: Arguments) -> dict[str, Any]:
    """conversations.history"""
    channel = _readable(slack, given)
    found = [one for one in channel.messages.values() if one.only_for is None and one.thread_ts in (None, one.ts)]
    return _page(slack, channel, sorted(found, key=lambda one: -float(one.ts)), given)


def conversation_replies(slack: Slack, given: Arguments) -> dict[str, Any]:
    """conversations.replies"""
    channel = _readable(slack, given)
    parent = str(given["ts"])
    if parent not in channel.messages:
        raise SlackError("thread_not_found")
    found = [one for one in channel.messages.values() if one.only_for is None and parent in (one.ts, one.thread_ts)]
    return _page(slack, channel, sorted(found, key=lambda one: float(one.ts)), given)


def join_conversation(slack: Slack, given: Arguments) -> dict[str, Any]:
    """conversations.join"""
    channel = _conversation(slack, str(given["channel"]))
    if channel.archived:
        raise SlackError("is_archived")
    channel.members.add(BOT_USER)
    slack.workspace.changed("workspace", None)
    return {"channel": slack.workspace.channel_json(channel)}


def user_info(slack: Slack, given: Arguments) -> dict[str, Any]:
    """users.info"""
    return {"user": slack.workspace.user_json(_user(slack, str(given["user"])))}


def list_users(slack: Slack, given: Arguments) -> dict[str, Any]:
    """users.list"""
    everybody = [slack.workspace.user_json(user) for user in slack.workspace.users.values()]
    start = _cursor(given)
    limit = min(int(given.get("limit") or 200), MOST_PAGE)
    following = str(start + limit) if start + limit < len(everybody) else ""
    return {"members": everybody[start : start + limit], "response_metadata": {"next_cursor": following}}


def team_info(slack: Slack, given: Arguments) -> dict[str, Any]:
    """team.info"""
    return {"team": {"id": TEAM_ID, "name": slack.workspace.name, "domain": "playground"}}


def bot_info(slack: Slack, given: Arguments) -> dict[str, Any]:
    """bots.info"""
    return {"bot": {"id": BOT_ID, "user_id": BOT_USER, "name": slack.workspace.app.name, "app_id": "A0PLAYGRND"}}


def open_view(slack: Slack, given: Arguments) -> dict[str, Any]:
    """views.open"""
    user = slack.happenings.use_trigger(given["trigger_id"])
    return {"view": slack.views.open(user, given["view"])}


def push_view(slack: Slack, given: Arguments) -> dict[str, Any]:
    """views.push"""
    user = slack.happenings.use_trigger(given["trigger_id"])
    return {"view": slack.views.push(user, given["view"])}


def update_view(slack: Slack, given: Arguments) -> dict[str, Any]:
    """views.update"""
    id = str(given.get("view_id") or given.get("external_id") or "")
    return {"view": slack.views.update(id, given["view"], hash=given.get("hash"))}


def publish_view(slack: Slack, given: Arguments) -> dict[str, Any]:
    """views.publish"""
    if not slack.workspace.app.home_tab:
        raise SlackError("not_enabled")
    user = _user(slack, str(given["user_id"]))
    return {"view": slack.views.publish(user.id, given["view"], hash=given.get("hash"))}


def upload_address(slack: Slack, given: Arguments) -> dict[str, Any]:
    """files.getUploadURLExternal"""
    size = int(given["length"]) if str(given["length"]).isdigit() else 0
    if size <= 0:
        raise SlackError("missing_argument")
    if len(str(given.get("alt_txt") or "")) > 1000:
        raise SlackError("alt_txt_too_large")
    file = File(slack.workspace.new_id("F"), str(given["filename"]), size, alt_txt=str(given.get("alt_txt") or ""))
    slack.workspace.files[file.id] = file
    return {"upload_url": f"{slack.happenings.address}/upload/{file.id}", "file_id": file.id}


def complete_upload(slack: Slack, given: Arguments) -> dict[str, Any]:
    """files.completeUploadExternal"""
    done = []
    if not isinstance(given["files"], list) or not all(isinstance(entry, dict) for entry in given["files"]):
        raise SlackError("invalid_arguments")
    for entry in given["files"]:
        file = slack.workspace.files.get(str(entry.get("id")))
        if file is None or not file.content:
            raise SlackError("file_not_found")
        file.title = str(entry.get("title") or file.name)
        file.complete = True
        done.append(file)
    if given.get("channel_id"):
        channel = _writable(slack, str(given["channel_id"]))
        text = str(given.get("initial_comment") or "")
        message = Message(slack.workspace.new_ts(), BOT_USER, text, files=[file.id for file in done], bot_id=BOT_ID)
        message.thread_ts = given.get("thread_ts") or None
        slack.workspace.post(channel, message)
    return {"files": [slack.workspace.file_json(file) for file in done]}


def file_info(slack: Slack, given: Arguments) -> dict[str, Any]:
    """files.info"""
    file = slack.workspace.files.get(str(given["file"]))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    return {"file": slack.workspace.file_json(file)}


def validate_blocks(slack: Slack, given: Arguments) -> dict[str, Any]:
    """blocks.validate"""
    if given.get("view") is not None:
        kind = str(given["view"].get("type", "modal"))
        problems = view_problems(given["view"], kind=kind if kind in {"modal", "home"} else "modal")
        code = "invalid_view"
    else:
        message = given.get("message") or {}
        problems = message_problems(given.get("blocks") or message.get("blocks"))
        code = "invalid_blocks"
    if problems:
        raise SlackError(code, errors=[{"message": sentence, "pointer": at} for sentence, at in problems])
    return {}


def add_reaction(slack: Slack, given: Arguments) -> dict[str, Any]:
    """reactions.add"""
    channel = _conversation(slack, str(given["channel"]))
    message = channel.messages.get(str(given["timestamp"]))
    if message is None:
        raise SlackError("message_not_found")
    people = message.reactions.setdefault(str(given["name"]), [])
    if BOT_USER in people:
        raise SlackError("already_reacted")
    people.append(BOT_USER)
    slack.workspace.changed("channel", channel.id)
    return {}


def api_test(slack: Slack, given: Arguments) -> dict[str, Any]:
    """api.test"""
    return {"args": {key: value for key, value in given.items() if key != "token"}}


METHODS: dict[str, Method] = {
    "api.test": Method(api_test),
    "auth.test": Method(test_auth),
    "apps.connections.open": Method(open_connection, token="app"),
    "blocks.validate": Method(validate_blocks),
    "bots.info": Method(bot_info, "users:read"),
    "chat.delete": Method(delete_message, "chat:write", ("channel", "ts")),
    "chat.getPermalink": Method(permalink, None, ("channel", "message_ts")),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write", ("channel", "user")),
    "chat.postMessage": Method(post_message, "chat:write", ("channel",)),
    "chat.update": Method(update_message, "chat:write", ("channel", "ts")),
    "conversations.history": Method(conversation_history, None, ("channel",)),
    "conversations.info": Method(conversation_info, None, ("channel",)),
    "conversations.join": Method(join_conversation, "channels:join", ("channel",)),
    "conversations.list": Method(list_conversations, "channels:read"),
    "conversations.members": Method(conversation_members, None, ("channel",)),
    "conversations.open": Method(open_conversation, "im:write"),
    "conversations.replies": Method(conversation_replies, None, ("channel", "ts")),
    "files.completeUploadExternal": Method(complete_upload, "files:write", ("files",)),
    "files.getUploadURLExternal": Method(upload_address, "files:write", ("filename", "length")),
    "files.info": Method(file_info, "files:read", ("file",)),
    "reactions.add": Method(add_reaction, "reactions:write", ("channel", "timestamp", "name")),
    "team.info": Method(team_info, "team:read"),
    "users.conversations": Method(users_conversations, "channels:read"),
    "users.info": Method(user_info, "users:read", ("user",)),
    "users.list": Method(list_users, "users:read"),
    "views.open": Method(open_view, None, ("trigger_id", "view")),
    "views.publish": Method(publish_view, None, ("user_id", "view")),
    "views.push": Method(push_view, None, ("trigger_id", "view")),
    "views.update": Method(update_view, None, ("view",)),
}


def _content(given: Arguments) -> list[dict[str, Any]]:
    blocks = given.get("blocks")
    if blocks in (None, "", []):
        if not given.get("text"):
            raise SlackError("no_text")
        return []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    problems = message_problems(blocks)
    if problems:
        sentences = [f"{sentence} [json-pointer:{pointer}]" for sentence, pointer in problems]
        raise SlackError("invalid_blocks", messages=sentences, errors=sentences)
    if too_long(blocks):
        raise SlackError("msg_blocks_too_long")
    return with_block_ids(blocks)


def _metadata(given: Arguments) -> dict[str, Any] | None:
    metadata = given.get("metadata")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if not str(metadata.get("event_type", "")).replace("_", "").isalnum():
        raise SlackError("invalid_metadata_schema")
    if len(str(metadata)) > MOST_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def _conversation(slack: Slack, id: str) -> Conversation:
    found = slack.workspace.conversations.get(id)
    if found is None:
        try:
            found = slack.workspace.conversation(id)
        except ControlError:
            raise SlackError("channel_not_found") from None
    if found.kind != "channel" and BOT_USER not in found.members:
        raise SlackError("channel_not_found")
    return found


def _writable(slack: Slack, id: str) -> Conversation:
    if id in slack.workspace.users:
        user = slack.workspace.users[id]
        if user.deleted:
            raise SlackError("user_disabled")
        channel = slack.workspace.dm(user.id)
    else:
        channel = _conversation(slack, id)
    if channel.archived:
        raise SlackError("is_archived")
    if BOT_USER not in channel.members and "chat:write.public" not in slack.scopes:
        raise SlackError("not_in_channel")
    if channel.kind == "im" and not slack.workspace.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel


def _readable(slack: Slack, given: Arguments) -> Conversation:
    channel = _conversation(slack, str(given["channel"]))
    needed = {"im": "im:history", "private": "groups:history"}.get(channel.kind, "channels:history")
    if needed not in slack.scopes:
        raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(slack.scopes)))
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _page(slack: Slack, channel: Conversation, found: list[Message], given: Arguments) -> dict[str, Any]:
    oldest, latest = float(given.get("oldest") or 0), float(given.get("latest") or "inf")
    found = [one for one in found if oldest <= float(one.ts) <= latest]
    start, limit = _cursor(given), min(int(given.get("limit") or PAGE), MOST_PAGE)
    shown = [slack.workspace.message_json(one, channel) for one in found[start : start + limit]]
    if str(given.get("include_all_metadata", "")).lower() not in {"1", "true"}:
        shown = [{key: value for key, value in one.items() if key != "metadata"} for one in shown]
    following = str(start + limit) if start + limit < len(found) else ""
    return {
        "messages": shown,
        "has_more": bool(following),
        "response_metadata": {"next_cursor": following},
    }


def _cursor(given: Arguments) -> int:
    cursor = str(given.get("cursor") or "0")
    if not cursor.isdigit():
        raise SlackError("invalid_cursor")
    return int(cursor)


def _kinds(given: Arguments) -> set[str]:
    names = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}
    return {names.get(one.strip(), one) for one in str(given.get("types") or "public_channel").split(",")}


def _user(slack: Slack, id: str) -> User:
    user = slack.workspace.users.get(id)
    if user is None:
        raise SlackError("user_not_found")
    return user
