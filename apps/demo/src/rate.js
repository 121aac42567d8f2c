import { chargedWeight } from './weight.js'
import { zoneOf } from './zones.js'

/** Cents for the first kilogram and for each further one, by zone. */
const RATES = new Map([
  [1, { first: 499, next: 90 }],
  [2, { first: 899, next: 180 }],
  [3, { first: 1999, next: 650 }],
])

/** Price of a parcel in cents. */
export function rate(parcel) {
  const { first, next } = RATES.get(zoneOf(parcel.country))
  const kilograms = Math.max(1, Math.ceil(chargedWeight(parcel) / 1000))
  return first + (kilograms - 1) * next
}

/** Price of several parcels in cents; from five on the cheapest one is free. */
export function total(parcels) {
  const prices = parcels.map(rate)
  const sum = prices.reduce((a, b) => a + b, 0)
  return prices.length >= 5 ? sum - Math.min(...prices) : sum
}
