import { strFromU8, unzipSync } from 'fflate'
import { invalid } from '../../../kernel/problem.ts'
import { readBinaryXml } from './binary-xml.ts'
import { knownSdks } from './rules.ts'

export interface ApkFacts {
  readonly packageName: string
  readonly version: string
  readonly permissions: readonly string[]
  readonly allowsPlainTraffic: boolean
  /** Foreign parts by the names of their classes, each with the file and the words it was known by. */
  readonly sdks: ReadonlyArray<{ name: string; file: string; words: string }>
}

const broken = () => invalid('/body/uploadId', '不是完整的安卓安装包（APK）', 'not-an-apk')

/** What an Android package says of itself: its compiled manifest, and the names of classes in its code. */
export function readApk(bytes: Uint8Array): ApkFacts {
  let files: Record<string, Uint8Array>
  try {
    const filter = ({ name }: { name: string }) =>
      name === 'AndroidManifest.xml' || /^classes\d*\.dex$/.test(name)
    files = unzipSync(bytes, { filter })
  } catch {
    throw broken()
  }
  const manifest = files['AndroidManifest.xml']
  const tags = manifest && readBinaryXml(manifest)
  const root = tags?.find((tag) => tag.name === 'manifest')
  const packageName = root?.attributes.get('package')
  if (!tags || typeof packageName !== 'string') throw broken()
  const permissions = tags
    .filter((tag) => tag.name.startsWith('uses-permission'))
    .map((tag) => String(tag.attributes.get('name') ?? ''))
  const application = tags.find((tag) => tag.name === 'application')
  return {
    packageName,
    version: String(root?.attributes.get('versionName') ?? ''),
    permissions: [...new Set(permissions.filter((one) => one !== ''))].sort(),
    allowsPlainTraffic: application?.attributes.get('usesCleartextTraffic') === true,
    sdks: findSdks(files),
  }
}

function findSdks(files: Record<string, Uint8Array>): Array<{ name: string; file: string; words: string }> {
  const found = new Map<string, { name: string; file: string; words: string }>()
  for (const [file, content] of Object.entries(files)) {
    if (!file.endsWith('.dex')) continue
    // Names of classes stand in the code as plain letters: `Lcom/example/…;`.
    const text = strFromU8(content, true)
    for (const { name, prefix } of knownSdks)
      if (!found.has(name) && text.includes(`L${prefix}/`))
        found.set(name, { name, file, words: prefix.replaceAll('/', '.') })
  }
  return [...found.values()]
}
