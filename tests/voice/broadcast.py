"""A real media server and real publishers on this machine, for tests of live sound. Every process that is started here is ended here."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import numpy as np
import pytest
from aiohttp.test_utils import unused_port

from assistant.voice.pcm import FRAME_SAMPLES, RATE_HZ

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
FFMPEG = shutil.which("ffmpeg")
RTMP_MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
FRAME_S = FRAME_SAMPLES / RATE_HZ

CONFIGURATION = """
load_module {module};
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
rtmp {{ server {{
    listen 127.0.0.1:{rtmp};
    application live {{
        live on; record off; wait_key off; interleave off; drop_idle_publisher 10s;
        hls on; hls_path {folder}/hls; hls_fragment 1s; hls_playlist_length 6s;
        allow publish 127.0.0.1; deny publish all;
    }}
}} }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{http};
        location /hls {{ root {folder}; types {{ application/vnd.apple.mpegurl m3u8; video/mp2t ts; }} }}
    }}
}}
"""


def needed() -> None:
    """Skips where the packages are not installed; where all of them must be, fails."""
    missing = [name for name, there in (("nginx", NGINX), ("libnginx-mod-rtmp", RTMP_MODULE.exists()), ("ffmpeg", FFMPEG)) if not there]
    if missing:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say(f"not on this machine: {', '.join(missing)} (sh tests/install-packages.sh)")


@asynccontextmanager
async def running(*words: str, **pipes: int) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(*words, **{"stdout": asyncio.subprocess.DEVNULL, "stderr": asyncio.subprocess.DEVNULL, **pipes})
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


class Server:
    """Addresses of one stream on the media server."""

    def __init__(self, rtmp: int, http: int) -> None:
        self.rtmp, self.hls = f"rtmp://127.0.0.1:{rtmp}/live/room", f"http://127.0.0.1:{http}/hls/room.m3u8"


@asynccontextmanager
async def media_server(folder: Path) -> AsyncIterator[Server]:
    rtmp, http = unused_port(), unused_port()
    path = folder / "nginx.conf"
    path.write_text(CONFIGURATION.format(module=RTMP_MODULE, folder=folder, rtmp=rtmp, http=http), encoding="utf-8")
    async with running(str(NGINX), "-c", str(path), "-p", str(folder), "-e", str(folder / "error.log")) as process:
        for port in (rtmp, http):
            await listening(port, process)
        yield Server(rtmp, http)


async def listening(port: int, process: asyncio.subprocess.Process) -> None:
    """Until somebody listens on a port of this machine."""
    async with asyncio.timeout(15):
        while True:
            assert process.returncode is None, "it did not start"
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.02)


class Publisher:
    """Somebody on air: silence, and now and then what is to be said, at the speed of life."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._pipe = process.stdin
        self._due: list[tuple[np.ndarray, asyncio.Future[float]]] = []

    async def say(self, pcm: np.ndarray) -> float:
        """Returns when it has been said; the loop's time when it began."""
        said = asyncio.get_running_loop().create_future()
        self._due.append((pcm, said))
        return await said

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        start, frames, rest = loop.time(), 0, np.zeros(0, np.float32)
        said, began = None, 0.0
        with suppress(ConnectionError, BrokenPipeError):
            while True:
                if not len(rest):
                    if said is not None:
                        said.set_result(began)
                        said = None
                    if self._due:
                        rest, said = self._due.pop(0)
                        began = loop.time()
                frame, rest = rest[:FRAME_SAMPLES], rest[FRAME_SAMPLES:]
                padded = np.pad(frame, (0, FRAME_SAMPLES - len(frame)))
                self._pipe.write((padded * 32767).astype("<i2").tobytes())
                await self._pipe.drain()
                frames += 1
                await asyncio.sleep(max(0.0, start + frames * FRAME_S - loop.time()))


@asynccontextmanager
async def on_air(url: str, *more: str, picture: bool = False) -> AsyncIterator[Publisher]:
    """A publisher of sound (and a picture) to `url`; at the end it leaves without a word, as a phone without a network does."""
    sound = ["-fflags", "nobuffer", "-probesize", "32", "-analyzeduration", "0", "-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "pipe:0"]
    seen = ["-re", "-f", "lavfi", "-i", "testsrc=s=320x180:r=25", "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "50", "-pix_fmt", "yuv420p"]
    coded = [*(seen if picture else []), "-c:a", "aac", "-b:a", "64k", "-flush_packets", "1", "-flvflags", "no_duration_filesize", "-f", "flv", *more, url]
    async with running(str(FFMPEG), "-v", "error", *sound, *coded, stdin=asyncio.subprocess.PIPE) as process:
        publisher = Publisher(process)
        speaking = asyncio.create_task(publisher.run())
        try:
            yield publisher
        finally:
            speaking.cancel()
            with suppress(asyncio.CancelledError):
                await speaking
