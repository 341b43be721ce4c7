#!/bin/sh
# Makes sure that the browser tests find Chromium and a Japanese font.
# Installs Debian's packages where that is possible without asking; says what is missing otherwise.
set -eu

have_browser() { command -v chromium >/dev/null 2>&1; }
have_font() {
    # The package's own folder counts too: fontconfig may not be installed yet.
    [ -d /usr/share/fonts/opentype/noto ] || fc-list :lang=ja 2>/dev/null | grep -q .
}

missing=""
have_browser || missing="chromium"
have_font || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root="env"
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n env"
else
    as_root=""
fi

if [ -n "$as_root" ] && command -v apt-get >/dev/null 2>&1; then
    echo "ブラウザーのテストに使うものを入れています（$missing）…"
    # shellcheck disable=SC2086 # two words on purpose: the command prefix and the list
    {
        $as_root DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 update &&
            $as_root DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 \
                install --no-install-recommends $missing
    } </dev/null || true
fi

if ! have_browser || ! have_font; then
    echo "ブラウザーのテストに必要なもの（$missing）がありません。Debian では root で「apt-get install chromium fonts-noto-cjk」を実行してから、もう一度試してください。" >&2
    exit 1
fi
