import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'

/** A call of the method table that an HTTP request stands for. */
export interface RoutedCall {
  readonly method: string
  readonly params: unknown
}

/** Requests that are one method with their body or query as parameters. */
const METHOD_ROUTES: Readonly<Record<string, string>> = {
  'GET /api/sequence': 'sequence.get',
  'GET /api/status': 'sequence.get',
  'GET /api/audit': 'audit.list',
  'POST /api/actions/validate': 'actions.validate',
  'POST /api/actions/apply': 'actions.apply',
}

/** Nouns whose verbs are actions: `POST /api/step` with `{"action": "add", …}` is step.add. */
const NOUN_ROUTES = /^POST \/api\/(step|dep|gate|group|fusion|run)$/
const VERB_ROUTES = /^POST \/api\/(stop|restart)$/
const NUMBERS = new Set(['before', 'limit'])

/** The name of the method behind a route; undefined for routes that are actions, and for unknown ones. */
export function methodOf(route: string): string | undefined {
  return METHOD_ROUTES[route]
}

/** True for a route that carries out one action. */
export function isActionRoute(route: string): boolean {
  return NOUN_ROUTES.test(route) || VERB_ROUTES.test(route)
}

/** A query as a method's parameters: counts are numbers, all else is text. */
export function queryParameters(query: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(
    [...query].map(([key, value]) => [key, NUMBERS.has(key) ? Number(value) : value]),
  )
}

/**
 * The call behind a request for one action. The body is the action's parameters, with the verb as `action`
 * where the route names only the noun, and `confirm` or `baseRevision` beside them.
 */
export function actionCall(route: string, body: unknown): Result<RoutedCall> {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    return fail('INVALID_PARAMETERS', 'The body must be a JSON object.')
  }
  const { action: verb, confirm, baseRevision, ...parameters } = body as Record<string, unknown>
  const noun = NOUN_ROUTES.exec(route)?.[1]
  if (noun !== undefined && typeof verb !== 'string') {
    return fail('INVALID_PARAMETERS', 'The body must name what to do as "action", as in "add".')
  }
  const name = noun === undefined ? `step.${VERB_ROUTES.exec(route)?.[1]}` : `${noun}.${verb}`
  const confirmations = typeof confirm === 'string' ? [confirm] : confirm
  return ok({
    method: 'actions.apply',
    params: {
      actions: [{ action: name, ...parameters }],
      ...(confirm === undefined ? {} : { confirm: confirmations }),
      ...(baseRevision === undefined ? {} : { baseRevision }),
    },
  })
}
