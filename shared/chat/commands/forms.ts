import type { Form } from './form.ts'
import { ADD_FORMS } from './forms-add.ts'
import { EDIT_FORMS } from './forms-edit.ts'
import { RUN_FORMS } from './forms-run.ts'

/** All forms that sentences have. The first one that a sentence fits says what it means. */
export const FORMS: readonly Form[] = [...ADD_FORMS, ...EDIT_FORMS, ...RUN_FORMS]
