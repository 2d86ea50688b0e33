"""A small Bolt app that uses every part of the page: it stands for any bot, so the page is tested without Barometer.

It owns what the commands below answer. It must not know the page.
"""

from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Tiny", "description": "A small app that tries everything"},
    "features": {
        "bot_user": {"display_name": "tiny"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "shortcuts": [
            {"name": "Start a form", "type": "global", "callback_id": "start", "description": "Opens the form"},
            {"name": "Measure this", "type": "message", "callback_id": "measure", "description": "Counts it"},
        ],
        "slash_commands": [
            {"command": "/hello", "description": "Says something only you can see"},
            {"command": "/form", "description": "Opens a form", "usage_hint": "[anything]"},
            {"command": "/hostile", "description": "Posts the worst texts"},
            {"command": "/gallery", "description": "Posts every kind of block"},
            {"command": "/silent", "description": "Never answers"},
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["chat:write", "commands", "im:write", "im:history", "users:read", "chat:write.public"]}
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}

HOSTILE = (
    "<script>window.hurt=1</script> <img src=x onerror=window.hurt=1> "
    '<javascript:window.hurt=1|press me> <https://ok.example/"onmouseover=window.hurt=1|fine> '
    "<data:text/html,hurt|data> *<b>bold</b>* `<i>code</i>` &lt;script&gt;hurt&lt;/script&gt;"
)
A_MOMENT = 1_795_600_800  # 2026-11-25 10:00 UTC


def plain(text: str) -> dict[str, str]:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, str]:
    """An mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def option(value: str, text: str) -> dict[str, Any]:
    """An option of a select."""
    return {"text": plain(text), "value": value}


def field(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An input block with one element called `v`."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "v", **element},
        **more,
    }


FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("A form"),
    "submit": plain("Send it"),
    "close": plain("Not now"),
    "blocks": [
        field("name", "Name", {"type": "plain_text_input"}),
        field(
            "count",
            "How many",
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "max_value": "99"},
            hint=plain("Ten is too many"),
        ),
        field(
            "status",
            "Status",
            {"type": "static_select", "options": [option("moving", "Moving"), option("stalled", "Stalled")]},
        ),
        field("zone", "Zone", {"type": "external_select", "min_query_length": 2}, optional=True),
        field("helpers", "Helpers", {"type": "multi_users_select"}, optional=True),
        field(
            "ways",
            "Ways",
            {"type": "checkboxes", "options": [option("audit", "Audit"), option("rules", "Rules")]},
            optional=True,
        ),
        field("day", "Day", {"type": "datepicker"}, optional=True),
        {
            "type": "actions",
            "block_id": "more",
            "elements": [{"type": "button", "action_id": "deeper", "text": plain("One deeper")}],
        },
    ],
}

GALLERY: list[dict[str, Any]] = [
    {"type": "header", "text": plain("Everything at once")},
    {"type": "section", "text": mrkdwn("*Bold* _soft_ ~gone~ `code` :tada: <https://ok.example|a link>")},
    {"type": "section", "fields": [mrkdwn("*Left*\none"), mrkdwn("*Right*\ntwo")]},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn(f"Due <!date^{A_MOMENT}^{{date_num}} {{time}}|a Wednesday>")]},
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "first point"}]},
                ],
            }
        ],
    },
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Task"}, {"type": "raw_text", "text": "Likelihood"}],
            [{"type": "raw_text", "text": "Label"}, {"type": "raw_text", "text": "55%"}],
        ],
    },
    {
        "type": "actions",
        "block_id": "acts",
        "elements": [
            {
                "type": "button",
                "action_id": "press",
                "text": plain("Press"),
                "style": "danger",
                "confirm": {
                    "title": plain("Really?"),
                    "text": plain("It will be pressed."),
                    "confirm": plain("Do it"),
                    "deny": plain("No"),
                },
            },
            {"type": "overflow", "action_id": "flow", "options": [option("a", "Choice A"), option("b", "Choice B")]},
        ],
    },
]


def build(client: WebClient) -> App:
    """The app on a client that points at a playground."""
    app = App(client=client, process_before_response=True)

    @app.command("/hello")
    def hello(ack: Any) -> None:
        ack("Only you can see this")

    @app.command("/form")
    def form(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @app.shortcut("start")
    def start(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @app.shortcut("measure")
    def measure(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        client.chat_postEphemeral(
            channel=body["channel"]["id"], user=body["user"]["id"], text=f"{len(body['message']['text'])} characters"
        )
        ack()

    @app.command("/hostile")
    def hostile(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(channel=body["channel_id"], text=HOSTILE)
        client.chat_postMessage(channel=body["channel_id"], text="Wake up <!channel>")
        ack()

    @app.command("/gallery")
    def gallery(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(channel=body["channel_id"], text="Everything at once", blocks=GALLERY)
        ack()

    @app.command("/silent")
    def silent() -> None:
        """Says nothing: Slack shows a failure after three seconds."""

    @app.view("form")
    def submitted(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        values = body["view"]["state"]["values"]
        if int(values["count"]["v"]["value"]) >= 10:
            ack(response_action="errors", errors={"count": "Ten is too many, we said"})
            return
        said = f"{values['name']['v']['value']}: {values['status']['v']['selected_option']['value']}"
        client.chat_postMessage(channel=body["user"]["id"], text=f"Recorded {said}")
        ack()

    @app.action("deeper")
    def deeper(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        view = {
            "type": "modal",
            "title": plain("Deeper"),
            "blocks": [{"type": "section", "text": plain("Second floor")}],
        }
        client.views_push(trigger_id=body["trigger_id"], view=view)
        ack()

    @app.action("press")
    def press(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Pressed it", blocks=[])
        ack()

    @app.action("flow")
    def flow(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        ack()
        respond(f"You chose {body['actions'][0]['selected_option']['value']}", replace_original=False)

    @app.options("v")
    def zones(ack: Any, body: dict[str, Any]) -> None:
        names = ["Europe/Berlin", "Europe/London", "Asia/Kolkata"]
        ack(options=[option(name, name) for name in names if body["value"].lower() in name.lower()])

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        blocks = [{"type": "header", "text": plain("Welcome home")}, *GALLERY[1:4]]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    def heard(event: dict[str, Any], client: WebClient) -> None:
        if not event.get("bot_id") and event.get("channel_type") == "im":
            client.chat_postMessage(channel=event["channel"], text=f"You said: {event['text']}")

    return app


def connect(base_url: str, bot_token: str, app_token: str) -> SocketModeHandler:
    """The app connected to the Web API at `base_url`; the caller closes it."""
    client = WebClient(token=bot_token, base_url=base_url)
    handler = SocketModeHandler(build(client), app_token)
    handler.connect()
    return handler
