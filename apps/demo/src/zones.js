/** Countries and the zone whose rates apply to them. */
const ZONES = new Map([
  ['AT', 1],
  ['CH', 1],
  ['DE', 1],
  ['FR', 2],
  ['IT', 2],
  ['JP', 3],
  ['US', 3],
])

/** The zone of a country by its ISO 3166 code; throws for a country without service. */
export function zoneOf(country) {
  const zone = ZONES.get(country)
  if (zone === undefined) throw new RangeError(`No service to ${country}`)
  return zone
}
