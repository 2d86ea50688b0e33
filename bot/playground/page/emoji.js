// Owns the common emoji names. A name that is not here is shown as it was written.

const TABLE = `
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ warning ⚠️ no_entry ⛔ no_entry_sign 🚫
construction 🚧 rotating_light 🚨 octagonal_sign 🛑 stop_sign 🛑 exclamation ❗ grey_exclamation ❕ question ❓ bangbang ‼️ information_source ℹ️ bulb 💡
memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 calendar 📅 date 📅 spiral_calendar_pad 🗓️ bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉
chart 💹 hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️ clock9 🕘 clock930 🕤 clock1 🕐 clock3 🕒 watch ⌚ mantelpiece_clock 🕰️
rocket 🚀 tada 🎉 confetti_ball 🎊 sparkles ✨ star ⭐ star2 🌟 dizzy 💫 fire 🔥 zap ⚡ boom 💥 sunny ☀️ partly_sunny ⛅ mostly_sunny 🌤️ sun_behind_cloud ⛅
barely_sunny 🌥️ sun_small_cloud 🌤️ cloud ☁️ rain_cloud 🌧️ partly_sunny_rain 🌦️ lightning 🌩️ thunder_cloud_and_rain ⛈️ lightning_cloud 🌩️ rainbow 🌈 fog 🌫️
umbrella ☔ snowflake ❄️ tornado 🌪️ ocean 🌊 thermometer 🌡️ compass 🧭 dart 🎯 trophy 🏆 medal 🏅 crystal_ball 🔮 game_die 🎲 microscope 🔬 telescope 🔭
test_tube 🧪 alembic ⚗️ dna 🧬 robot_face 🤖 brain 🧠 gear ⚙️ hammer 🔨 hammer_and_wrench 🛠️ wrench 🔧 nut_and_bolt 🔩 toolbox 🧰 mag 🔍 mag_right 🔎 lock 🔒
unlock 🔓 key 🔑 link 🔗 paperclip 📎 pushpin 📌 round_pushpin 📍 package 📦 inbox_tray 📥 outbox_tray 📤 email 📧 envelope ✉️ incoming_envelope 📨 speech_balloon 💬
thought_balloon 💭 left_speech_bubble 🗨️ loudspeaker 📢 mega 📣 bell 🔔 no_bell 🔕 zzz 💤 books 📚 book 📖 open_book 📖 bookmark 🔖 newspaper 📰 page_facing_up 📄
file_folder 📁 open_file_folder 📂 card_index_dividers 🗂️ floppy_disk 💾 computer 💻 desktop_computer 🖥️ iphone 📱 satellite_antenna 📡 battery 🔋 electric_plug 🔌
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 raised_hands 🙌 pray 🙏 wave 👋 ok_hand 👌 point_right 👉 point_left 👈 point_up ☝️ point_down 👇 muscle 💪 handshake 🤝
eyes 👀 raised_hand ✋ hand ✋ crossed_fingers 🤞 fingers_crossed 🤞 writing_hand ✍️ v ✌️ facepunch 👊 fist ✊ bust_in_silhouette 👤 busts_in_silhouette 👥
smile 😄 smiley 😃 grinning 😀 grin 😁 joy 😂 slightly_smiling_face 🙂 wink 😉 blush 😊 sunglasses 😎 thinking_face 🤔 neutral_face 😐 confused 😕 worried 😟
disappointed 😞 cry 😢 sob 😭 sweat_smile 😅 relieved 😌 sleeping 😴 scream 😱 angry 😠 exploding_head 🤯 partying_face 🥳 shrug 🤷 facepalm 🤦 face_with_thermometer 🤒
heart ❤️ yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 broken_heart 💔 100 💯 red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡
large_green_circle 🟢 large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_green_square 🟩 large_yellow_square 🟨 large_red_square 🟥
large_orange_square 🟧 large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛ small_red_triangle 🔺 small_red_triangle_down 🔻 arrow_up ⬆️ arrow_down ⬇️
arrow_right ➡️ arrow_left ⬅️ arrow_upper_right ↗️ arrow_lower_right ↘️ left_right_arrow ↔️ arrow_right_hook ↪️ leftwards_arrow_with_hook ↩️ repeat 🔁
arrows_counterclockwise 🔄 arrows_clockwise 🔃 fast_forward ⏩ rewind ⏪ arrow_forward ▶️ double_vertical_bar ⏸️ pause_button ⏸️ black_square_for_stop ⏹️
heavy_plus_sign ➕ heavy_minus_sign ➖ heavy_division_sign ➗ infinity ♾️ recycle ♻️ checkered_flag 🏁 triangular_flag_on_post 🚩 waving_white_flag 🏳️
seedling 🌱 herb 🌿 evergreen_tree 🌲 deciduous_tree 🌳 four_leaf_clover 🍀 maple_leaf 🍁 sunflower 🌻 tulip 🌷 palm_tree 🌴 desert_island 🏝️ beach_with_umbrella 🏖️
airplane ✈️ house 🏠 hospital 🏥 office 🏢 bike 🚲 coffee ☕ tea 🍵 cake 🍰 pizza 🍕 apple 🍎 low_hanging_fruit 🍒 cherries 🍒 beer 🍺 gift 🎁 balloon 🎈
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ ghost 👻 unicorn_face 🦄 bug 🐛 turtle 🐢 snail 🐌 owl 🦉 bird 🐦 bee 🐝
lightning_bolt ⚡ jigsaw 🧩 puzzle 🧩 scales ⚖️ balance_scale ⚖️ hatching_chick 🐣 ice_cube 🧊 adhesive_bandage 🩹 ladder 🪜 mountain ⛰️ world_map 🗺️
`;

const WORDS = TABLE.trim().split(/\s+/);
const NAMES = new Map();
for (let i = 0; i + 1 < WORDS.length; i += 2) NAMES.set(WORDS[i], WORDS[i + 1]);

/** The character for an emoji name without its colons, or null. */
export function emoji(name) {
  return NAMES.get(String(name).toLowerCase().replace(/::skin-tone-\d$/, "")) ?? null;
}
