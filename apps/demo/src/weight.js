/** Grams that a cubic centimetre counts at least: large and light parcels are charged by their volume. */
const GRAMS_PER_CUBIC_CENTIMETRE = 0.2

/** The weight in grams that is charged for a parcel: the real one or the one of its volume. */
export function chargedWeight(parcel) {
  const { grams, size } = parcel
  const volume = size.reduce((product, side) => product * side, 1)
  return Math.max(grams, Math.ceil(volume * GRAMS_PER_CUBIC_CENTIMETRE))
}
