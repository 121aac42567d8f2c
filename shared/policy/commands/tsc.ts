import {
  type CommandTable,
  denyWord,
  type OptionStyle,
  optionTable,
  pathFindings,
  readOptions,
} from './options.ts'

const FLAGS = `
  all init listFilesOnly showConfig version watch help quiet ignoreConfig singleThreaded
  allowArbitraryExtensions allowImportingTsExtensions allowUmdGlobalAccess noResolve noUncheckedSideEffectImports
  resolveJsonModule resolvePackageJsonExports resolvePackageJsonImports rewriteRelativeImportExtensions allowJs checkJs
  allowSyntheticDefaultImports erasableSyntaxOnly esModuleInterop forceConsistentCasingInFileNames isolatedDeclarations
  isolatedModules preserveSymlinks verbatimModuleSyntax allowUnreachableCode allowUnusedLabels alwaysStrict
  exactOptionalPropertyTypes noFallthroughCasesInSwitch noImplicitAny noImplicitOverride noImplicitReturns noImplicitThis
  noPropertyAccessFromIndexSignature noUncheckedIndexedAccess noUnusedLocals noUnusedParameters strict
  strictBindCallApply strictBuiltinIteratorReturn strictFunctionTypes strictNullChecks strictPropertyInitialization
  useUnknownInCatchVariables assumeChangesOnlyAffectDirectDependencies composite disableReferencedProjectLoad
  disableSolutionSearching disableSourceOfProjectReferenceRedirect incremental declaration declarationMap
  downlevelIteration emitBOM emitDeclarationOnly importHelpers inlineSourceMap inlineSources noEmit noEmitHelpers
  noEmitOnError preserveConstEnums removeComments sourceMap stripInternal diagnostics explainFiles extendedDiagnostics
  listEmittedFiles listFiles noCheck traceResolution disableSizeLimit emitDecoratorMetadata experimentalDecorators
  libReplacement noLib useDefineForClassFields noErrorTruncation preserveWatchOutput pretty skipDefaultLibCheck
  skipLibCheck synchronousWatchDirectory verbose dry force clean stopBuildOnErrors stableTypeOrdering
`
const VALUES = `
  module=word moduleResolution=word target=word lib= jsx=word jsxFactory=word jsxFragmentFactory=word reactNamespace=word
  jsxImportSource= moduleDetection=word moduleSuffixes= customConditions= types= maxNodeModuleJsDepth=n newLine=word
  locale=word mapRoot= sourceRoot= watchInterval=n watchFile=word watchDirectory=word fallbackPolling=word builders=n
  checkers=n project=r build=?r rootDir=r rootDirs=rl baseUrl=r typeRoots=rl outDir=w outFile=w declarationDir=w
  tsBuildInfoFile=w generateTrace=w generateCpuProfile=w pprofDir=w excludeDirectories=rl excludeFiles=rl
`
const SHORT = '-p=r -b=?r -w -v -h -? -q -i -d -f -t=word -m=word'

function longOptions(names: string): string {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => `--${name}`)
    .join(' ')
    .replace(/--([^ =]+)/g, (name) => name.toLowerCase())
}

/** tsc takes one dash or two and any letter case. */
function fold(name: string): string {
  const word = name.replace(/^--?/, '').toLowerCase()
  return word.length <= 1 ? `-${word}` : `--${word}`
}

const STYLE: OptionStyle = {
  options: optionTable(`${longOptions(FLAGS)} ${longOptions(VALUES)} ${SHORT}`),
  fold,
}

/** tsc: compiles what lies inside the repository into the repository; no response files. */
export const judgeTsc: CommandTable = (args, context) => {
  const read = readOptions(args, STYLE, context)
  const words = [...read.operands, ...read.rest]
  const values = new Set(['true', 'false', 'null'])
  const files = words.filter((word) => !values.has(word))
  return [
    ...read.findings,
    ...files
      .filter((file) => file.startsWith('@'))
      .flatMap((file) => denyWord(context, file, 'tsc would read more options from a file.')),
    ...pathFindings(files, 'write', context),
  ]
}
