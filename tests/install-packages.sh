#!/bin/sh
# System packages the tests use: a browser for the console. Says plainly what is missing where it cannot install.
set -u
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "installing chromium and fonts for the browser tests"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null && exit 0
fi
echo "no Chromium here: the browser tests will be skipped. Install it with: sudo apt-get install chromium fonts-noto-core"
[ "${CI:-}" = true ] && exit 1
exit 0
