const WIDTH = 760;
const TOP = 112;
const HEIGHT = TOP + 170;
/** The plot's own axis, see plot.ts. */
const LEFT = 46;
const RIGHT = 10;

/**
 * The plot of a lost load balancer, drawn in the time that it took, below a sketch of who has the address. With reduced motion, and where nothing
 * is animated, it shows the end.
 */
export function animate(plot: string): string {
  const seconds = Number(/>(\d+) s<\/text>\s*<\/svg>/.exec(plot)?.[1]);
  const [lost, moved] = [...plot.matchAll(/class="mark" d="M([\d.]+) /g)].map(([, x]) => shareOf(Number(x)));
  if (!seconds || lost === undefined || moved === undefined)
    throw new Error('not the plot of a load balancer that is lost: it has two marks');
  const inner = plot.replace(/^(<rect class="(?:good|bad)".*)$/m, '<g clip-path="url(#past)">$1</g>');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="The active load balancer is powered off under load; the other one takes over its address">
<style>.box{fill:none;stroke:#7aa6da;stroke-width:1.5}.way{stroke:#7aa6da;stroke-width:2}.lost{stroke:#d64545}.center{text-anchor:middle}
.past{animation:past ${seconds}s linear infinite}.before{opacity:0;animation:before ${seconds}s step-end infinite}.between{opacity:0;animation:between ${seconds}s step-end infinite}.after{animation:after ${seconds}s step-end infinite}
@keyframes past{from{transform:scaleX(0)}to{transform:scaleX(1)}}
@keyframes before{0%{opacity:1}${lost}%,100%{opacity:0}}
@keyframes between{0%{opacity:0}${lost}%{opacity:1}${moved}%,100%{opacity:0}}
@keyframes after{0%{opacity:0}${moved}%,100%{opacity:1}}
.gone{animation:gone ${seconds}s step-end infinite}
@keyframes gone{0%{opacity:0}${lost}%,100%{opacity:1}}
@media(prefers-reduced-motion:reduce){*{animation:none!important}}</style>
<clipPath id="past"><rect class="past" x="${LEFT}" y="0" width="${WIDTH - LEFT - RIGHT}" height="170" style="transform-origin:${LEFT}px 0"/></clipPath>
${box(46, 38, 'visitors')}${box(250, 38, 'reserved IP')}${box(480, 8, 'lb-1')}${box(480, 68, 'lb-2')}
<path class="way" d="M166 55H250"/><path class="way before" d="M370 50L480 30"/><path class="way after" d="M370 60L480 82"/>
<text class="center before" x="540" y="60">lb-1 is active, lb-2 stands by</text><text class="center between" x="540" y="60">lb-1 is lost: lb-2 claims the address</text><text class="center after" x="540" y="60">lb-2 is active</text>
<path class="way lost gone" d="M490 12L590 38M590 12L490 38"/>
<svg y="${TOP}" width="${WIDTH}" height="170" viewBox="0 0 ${WIDTH} 170">
${inner.replace(/^<svg[^>]*>\n/, '').trimEnd()}
</svg>
`;
}

function box(x: number, y: number, label: string): string {
  return `<rect class="box" x="${x}" y="${y}" width="120" height="34" rx="4"/><text class="center" x="${x + 60}" y="${y + 21}">${label}</text>`;
}

/** Percent of the plot's time. */
function shareOf(x: number): number {
  return Math.round(((x - LEFT) / (WIDTH - LEFT - RIGHT)) * 1000) / 10;
}
