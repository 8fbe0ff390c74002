import time, collections, cProfile
from tests.console.desk.stage import desk_on, SMALL, WIDE


async def test_panels(branch):
    async with desk_on(branch, SMALL, "en") as s:
        for k in ("colon", "ctrl+p", "f"):
            await s.press(k)
            await s.quiet()
            await s.press("escape")
            await s.quiet()
            p = cProfile.Profile(time.process_time)
            p.enable()
            for _ in range(8):
                await s.press(k)
                await s.quiet()
                p.disable()
                await s.press("escape")
                await s.quiet()
                p.enable()
            p.disable()
            p.dump_stats(f"/tmp/suitedesk/{k}.prof")
