/** Points of a closed curve that swings `lobes` times between two radii, as on engraved certificates. */
export function wavePath(centre: number, radius: number, swing: number, lobes: number, phase = 0): string {
  const steps = lobes * 16;
  const points: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    const angle = (step / steps) * 2 * Math.PI;
    const distance = radius + swing * Math.cos(lobes * angle + phase);
    const x = centre + distance * Math.cos(angle - Math.PI / 2);
    const y = centre + distance * Math.sin(angle - Math.PI / 2);
    points.push(`${x.toFixed(2)} ${y.toFixed(2)}`);
  }
  return `M${points.join('L')}Z`;
}
