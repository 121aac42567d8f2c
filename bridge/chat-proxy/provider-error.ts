import { FAILURES, type Failure } from '../../shared/failure.ts'

/** The provider's word for a kind of error, by its status. */
const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  422: 'invalid_request_error',
  429: 'rate_limit_error',
  504: 'timeout_error',
}

/** A failure as the provider would have told it, so that its SDK in the browser understands it. */
export interface ProviderError {
  readonly status: number
  readonly body: {
    readonly type: 'error'
    readonly error: {
      readonly type: string
      readonly message: string
      /** What the SDK gives out as `errorCode` and `details`: only the bridge's own failures have them. */
      readonly details: { readonly error_code: string; readonly hint: string | undefined }
    }
  }
}

/** A failure of the bridge in the provider's own shape; its code is what tells it from the provider's errors. */
export function providerError({ code, message, hint }: Failure): ProviderError {
  const status = code === 'FILE_TOO_LARGE' ? 413 : FAILURES[code].http
  const type = TYPES[status] ?? 'api_error'
  const details = { error_code: code, hint }
  return { status, body: { type: 'error', error: { type, message, details } } }
}
