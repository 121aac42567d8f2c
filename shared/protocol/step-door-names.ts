// Apart from the calls, so that who only looks for a door need not load how it is spoken with.

/** Variable that names the socket of a step's own door. */
export const DOOR_VARIABLE = 'THREADOS_DOOR'
/** Variable that holds the token which opens it. */
export const DOOR_TOKEN_VARIABLE = 'THREADOS_TOKEN'
/** Variable that says which sandbox a process is in; unset outside of one. */
export const SANDBOX_VARIABLE = 'THREADOS_SANDBOX'
/** How such a token begins: redaction knows it by that. */
export const DOOR_TOKEN_PREFIX = 'threados_step_'
