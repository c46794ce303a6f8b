import type { Source } from '@civitas/sdk'
import { Input } from 'antd'
import type { DialogField } from '../parts/form-dialog.tsx'
import type { collectTexts } from './collect.texts.ts'

type Texts = {
  readonly [K in keyof (typeof collectTexts)['zh']]: (typeof collectTexts)['zh'][K] extends string
    ? string
    : unknown
}
type Kind = Source['kind']

/** What of a form tells how to reach a source. */
export const connectionNames = [
  ...['host', 'port', 'database', 'user', 'table', 'column', 'url', 'items', 'pageParameter', 'folder'],
  ...['path', 'names', 'hostKey', 'bucket', 'region', 'tokenUrl', 'clientId', 'scope', 'topic'],
  ...['brokers', 'tls', 'mechanism'],
] as (keyof Source['connection'])[]

const text = (
  name: string,
  label: string,
  more: { required?: boolean; placeholder?: string; extra?: string } = {},
) => ({ name, label, kind: 'text', ...more }) satisfies DialogField
const needed = { required: true }

/** The fields that tell how to reach a source of a kind. */
export function connectionFields(kind: Kind, texts: Texts): DialogField[] {
  const port: DialogField = { name: 'port', label: texts.port, kind: 'number', min: 1, max: 65_535 }
  const host = [text('host', texts.host, needed), port]
  const database = [
    ...host,
    text('database', texts.database, needed),
    text('user', texts.user, needed),
    text('table', texts.table, needed),
    text('column', texts.growing),
  ]
  const names = text('names', texts.names, { placeholder: texts.namesHint })
  const fields: Record<Kind, DialogField[]> = {
    file: [],
    postgres: database,
    mysql: database,
    http: [
      text('url', texts.url, needed),
      text('items', texts.items, { placeholder: texts.itemsHint }),
      text('pageParameter', texts.pageParameter),
      text('tokenUrl', texts.tokenUrl, { extra: texts.tokenNote }),
      text('clientId', texts.clientId),
      text('scope', texts.scope),
    ],
    folder: [text('folder', texts.folder, { ...needed, extra: texts.folderNote })],
    sftp: [
      ...host,
      text('user', texts.user, needed),
      text('path', texts.path, needed),
      names,
      text('hostKey', texts.hostKey, { placeholder: texts.hostKeyHint }),
    ],
    s3: [
      text('url', texts.endpoint, needed),
      text('bucket', texts.bucket, needed),
      text('region', texts.region, { placeholder: 'us-east-1' }),
      text('path', texts.prefix),
      names,
      text('user', texts.accessKey, needed),
    ],
    mqtt: [
      text('url', texts.brokerUrl, { ...needed, placeholder: texts.brokerHint }),
      text('topic', texts.topic, { ...needed, placeholder: texts.topicHint }),
      text('user', texts.user),
    ],
    kafka: [
      text('brokers', texts.brokers, { ...needed, placeholder: texts.brokersHint }),
      text('topic', texts.topic, needed),
      text('user', texts.user),
      {
        ...{ name: 'mechanism', label: texts.mechanism, kind: 'choice', allowClear: true },
        options: ['plain', 'scram-sha-256', 'scram-sha-512'].map((value) => ({
          value,
          label: value.toUpperCase(),
        })),
      },
      { name: 'tls', label: texts.tls, kind: 'tick' },
    ],
  }
  return fields[kind]
}

/** The secret of a source; a private key has lines, which a password field would lose. */
export function secretFields(kind: Kind, texts: Texts): DialogField[] {
  if (kind === 'file' || kind === 'folder') return []
  const label = kind === 's3' ? texts.accessSecret : texts.secret
  return [
    {
      ...{ name: 'secret', label, kind: 'custom', extra: kind === 'sftp' ? texts.keyNote : texts.secretNote },
      control:
        kind === 'sftp' ? (
          <Input.TextArea rows={3} autoComplete="off" />
        ) : (
          <Input.Password autoComplete="new-password" />
        ),
    },
  ]
}
