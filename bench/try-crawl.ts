import { compareCrawlers, crawlOnce, startContestant } from './crawler/compare-crawlers.js';
import { withSite } from './crawler/open-site.js';

const [by = 'http', h = '300', rounds = '1', only = '', places = '', prof = ''] = process.argv.slice(2);
if (only === '') console.log(JSON.stringify(await compareCrawlers({ by: by as 'http', details: +h, rounds: +rounds })));
else
  await withSite(+h, by === 'http' ? 'static' : 'script', async (origin) => {
    const c = startContestant(only as 'crawlee', prof ? ['--cpu-prof', '--cpu-prof-dir=' + prof] : []);
    for (let i = 0; i < +rounds; i++) {
      const r = await crawlOnce(c, { origin, by: by as 'http', ...(places ? { places: +places } : {}) });
      console.log(
        only,
        by,
        places,
        ((((+h * 31) / 30) * 1000) / r.milliseconds).toFixed(1),
        'pages/s',
        r.peakMegabytes.toFixed(0),
        'MB',
        r.postings,
      );
    }
    await c.end();
  });
