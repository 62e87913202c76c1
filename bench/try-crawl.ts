import { startContestant, crawlOnce } from './crawler/compare-crawlers.js';
import { withSite } from './crawler/open-site.js';
import { cpuSecondsOf } from './queue/cpu-time.js';
const [by = 'http', h = '300', rounds = '1', only='', places='', prof=''] = process.argv.slice(2);
await withSite(+h, by === 'http' ? 'static' : 'script', async (origin) => {
  const c = startContestant(only as 'crawlee', prof.endsWith('.mjs') ? ['--import', prof] : prof ? ['--cpu-prof','--cpu-prof-dir='+prof] : []);
  for (let i = 0; i < +rounds; i++) {
    const a = cpuSecondsOf(c.pid);
    const r = await crawlOnce(c, { origin, by: by as 'http', ...(places ? {places: +places} : {}) });
    const pages = +h * 31 / 30;
    console.log(only, by, places, (pages * 1000 / r.milliseconds).toFixed(1), 'pages/s', r.peakMegabytes.toFixed(0), 'MB', r.postings, 'cpu ms/page incl. set-up', ((cpuSecondsOf(c.pid) - a) * 1000 / pages).toFixed(2));
  }
  await c.end();
});
