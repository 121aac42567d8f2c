import {
  isInsideWord,
  MAX_PIECE,
  matchAt,
  REST_OF_VALUE,
  type SecretRule,
  type SecretSpan,
} from './rule.ts'

const COLOUR = '\\x1b\\[[0-9;]*m'

/** `least` or more characters of a class; a change of the terminal's colours between them does not end them. */
function run(characters: string, least: number): string {
  return `(?:[${characters}]|${COLOUR}(?=[${characters}])){${least},${MAX_PIECE}}`
}

const ALNUM = 'A-Za-z0-9'
const URL_SAFE = 'A-Za-z0-9_-'
const HEX = '0-9a-f'

interface TokenShape {
  readonly anchor: string
  readonly shape: string
  /** The beginning alone is proof: a piece of it at the end of a line is a token that was wrapped. */
  readonly wraps?: true
}

function token(anchor: string, rest: string, more: { readonly wraps?: true } = {}): TokenShape {
  return { anchor, shape: anchor.replace(/[.\\/-]/g, '\\$&') + rest, ...more }
}

/** Beginnings that are documented by the providers, with the shortest body that they issue. */
const SHAPES: readonly TokenShape[] = [
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((key) => token(key, `${run('A-Z0-9', 16)}(?![a-z])`)),
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((key) =>
    token(key, run(ALNUM, 36), { wraps: true }),
  ),
  token('github_pat_', run('A-Za-z0-9_', 40), { wraps: true }),
  ...['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glagent-', 'gloas-', 'glsoat-'].map(
    (key) => token(key, run('A-Za-z0-9_.-', 20), { wraps: true }),
  ),
  ...['xoxb-', 'xoxp-', 'xoxa-', 'xoxe-', 'xoxo-', 'xoxr-', 'xoxs-', 'xoxc-', 'xoxd-', 'xapp-'].map(
    (key) => token(key, run('A-Za-z0-9.%-', 20), { wraps: true }),
  ),
  ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'].map((key) => token(key, run(ALNUM, 20))),
  token('threados_step_', run(URL_SAFE, 20), { wraps: true }),
  token('whsec_', run('A-Za-z0-9+/=', 24)),
  token('sk-', run(ALNUM, 32)),
  ...['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-ant-', 'sk-or-v1-', 'sk-lf-'].map((key) =>
    token(key, run(URL_SAFE, 20), { wraps: true }),
  ),
  token('AIza', run(URL_SAFE, 35)),
  token('GOCSPX-', run(URL_SAFE, 24)),
  token('ya29.', run('A-Za-z0-9_.-', 20)),
  token('npm_', run(ALNUM, 36), { wraps: true }),
  token('pypi-', `AgE${run(URL_SAFE, 40)}`),
  token('dckr_pat_', run(URL_SAFE, 24)),
  token('dckr_oat_', run(URL_SAFE, 24)),
  token('hf_', run(ALNUM, 30)),
  token('SG.', `${run(URL_SAFE, 16)}\\.${run(URL_SAFE, 32)}`),
  token('SK', `${run(HEX, 32)}(?![A-Za-z0-9])`),
  token('key-', `${run(HEX, 32)}(?![A-Za-z0-9])`),
  token('dop_v1_', run(HEX, 64)),
  token('doo_v1_', run(HEX, 64)),
  token('dor_v1_', run(HEX, 64)),
  ...['shpat_', 'shpca_', 'shppa_', 'shpss_'].map((key) => token(key, run('0-9a-fA-F', 32))),
  ...['sq0atp-', 'sq0csp-', 'sq0idp-'].map((key) => token(key, run(URL_SAFE, 22))),
  token('dapi', `${run(HEX, 32)}(?![A-Za-z0-9])`),
  ...['hvs.', 'hvb.', 'hvr.'].map((key) => token(key, run(URL_SAFE, 24))),
  token('ntn_', run(ALNUM, 40)),
  token('secret_', run(ALNUM, 40)),
  token('figd_', run(URL_SAFE, 36)),
  token('pat', `${run(ALNUM, 14)}\\.${run(HEX, 60)}`),
  token('AGE-SECRET-KEY-1', run('A-Z0-9', 50)),
  ...['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'].map((key) =>
    token(key, run('A-Za-z0-9._-', 40)),
  ),
  token('sbp_', run(HEX, 40)),
  token('sb_secret_', run(URL_SAFE, 20)),
  token('gsk_', run(ALNUM, 48)),
  token('r8_', run(ALNUM, 36)),
  token('pplx-', run(ALNUM, 40)),
  token('xai-', run(ALNUM, 60)),
  token('NRAK-', run('A-Z0-9', 27)),
  token('NRII-', run(URL_SAFE, 32)),
  token('glsa_', `${run(ALNUM, 32)}_${run('0-9A-Fa-f', 8)}`),
  token('glc_', run('A-Za-z0-9+/=', 40)),
  token('pul-', run(HEX, 40)),
  token('PMAK-', `${run(HEX, 24)}-${run(HEX, 34)}`),
  token('rubygems_', run(HEX, 48)),
  token('tos_', run(URL_SAFE, 40)),
  token('lin_api_', run(ALNUM, 32)),
  token('ATATT3', run('A-Za-z0-9_=-', 60)),
  token('HRKU-', run(URL_SAFE, 36)),
  token('sntrys_', run('A-Za-z0-9_+/=-', 40)),
  token('sntryu_', run(HEX, 60)),
  token('pscale_tkn_', run('A-Za-z0-9_.-', 32)),
  token('bkua_', run(HEX, 40)),
  token('CCIPAT_', run('A-Za-z0-9_', 40)),
  token('CFPAT-', run(URL_SAFE, 40)),
  token('tvly-', run(URL_SAFE, 24)),
  token('lsv2_pt_', run('A-Za-z0-9_', 40)),
  token('fo1_', run(URL_SAFE, 40)),
  token('nfp_', run(ALNUM, 36)),
  token('squ_', run(HEX, 40)),
  token('sqp_', run(HEX, 40)),
  token('AKCp', run(ALNUM, 60)),
  token('https://hooks.slack.com/', run('A-Za-z0-9/_-', 20)),
  token('https://discord.com/api/webhooks/', `[0-9]{10,25}/${run(URL_SAFE, 30)}`),
  token('https://discordapp.com/api/webhooks/', `[0-9]{10,25}/${run(URL_SAFE, 30)}`),
  token('eyJ', `${run(URL_SAFE, 8)}\\.eyJ${run(URL_SAFE, 8)}\\.${run(URL_SAFE, 8)}`),
]

const HAS_DIGIT = /[0-9]/
const HAS_UPPER = /[A-Z]/

function findWrapped(wrapped: RegExp, text: string, at: number): SecretSpan | undefined {
  const found = matchAt(wrapped, text, at)
  if (!found || !HAS_DIGIT.test(found[0]) || !HAS_UPPER.test(found[0])) return undefined
  return { start: at, end: at + found[0].length, goesOn: { kind: 'wrapped' } }
}

function tokenRule({ anchor, shape, wraps }: TokenShape): SecretRule {
  const pattern = new RegExp(shape, 'y')
  const wrapped = new RegExp(`${anchor}[.${URL_SAFE}]{6,${MAX_PIECE}}(?=\\r?\\n)`, 'y')
  return {
    anchors: [anchor],
    find: (text, at) => {
      if (isInsideWord(text, at)) return undefined
      const found = matchAt(pattern, text, at)
      if (!found) return wraps ? findWrapped(wrapped, text, at) : undefined
      const end = at + found[0].length
      const isCut = end === text.length || found[0].length >= MAX_PIECE
      return { start: at, end, goesOn: isCut ? REST_OF_VALUE : undefined }
    },
  }
}

interface InnerShape {
  /** Stands inside the token, not at its beginning. */
  readonly anchor: string
  /** What must stand before and behind the anchor. */
  readonly before: RegExp
  readonly behind: RegExp
  readonly most: number
}

/** Tokens whose tell-tale stands in their middle. */
const INNER_SHAPES: readonly InnerShape[] = [
  { anchor: '-us', before: /[0-9a-f]{32}$/, behind: /-us[0-9]{1,2}(?![A-Za-z0-9])/y, most: 32 },
  { anchor: ':AA', before: /(?<![0-9])[0-9]{8,10}$/, behind: /:AA[A-Za-z0-9_-]{32,40}/y, most: 11 },
  { anchor: '8Q~', before: /[A-Za-z0-9_~.-]{3}$/, behind: /8Q~[A-Za-z0-9_~.-]{31,40}/y, most: 3 },
  { anchor: '7Q~', before: /[A-Za-z0-9_~.-]{3}$/, behind: /7Q~[A-Za-z0-9_~.-]{31,40}/y, most: 3 },
  {
    anchor: '.atlasv1.',
    before: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}$/,
    behind: /\.atlasv1\.[A-Za-z0-9_-]{50,4096}/y,
    most: 15,
  },
]

function innerRule({ anchor, before, behind, most }: InnerShape): SecretRule {
  return {
    anchors: [anchor],
    find: (text, at) => {
      const found = matchAt(behind, text, at)
      const head = found && before.exec(text.slice(Math.max(0, at - most), at))
      return found && head ? { start: at - head[0].length, end: at + found[0].length } : undefined
    },
  }
}

const DISCORD_TAIL = /\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}/y
const DISCORD_HEAD = /(?<![A-Za-z0-9_-])[MNO][A-Za-z0-9_-]{22,27}$/

/** A bot's token of Discord has no fixed word in it, only the distance of its two dots. */
const discordBot: SecretRule = {
  anchors: ['.'],
  find: (text, at) => {
    if (text.charCodeAt(at + 7) !== 46) return undefined
    const tail = matchAt(DISCORD_TAIL, text, at)
    const head = tail && DISCORD_HEAD.exec(text.slice(Math.max(0, at - 29), at))
    return tail && head ? { start: at - head[0].length, end: at + tail[0].length } : undefined
  },
}

/** Tokens that are known by their own shape, wherever they stand. */
export const TOKEN_RULES: readonly SecretRule[] = [
  ...SHAPES.map(tokenRule),
  ...INNER_SHAPES.map(innerRule),
  discordBot,
]
