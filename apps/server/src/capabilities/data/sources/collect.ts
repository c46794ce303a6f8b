import type { SourceKind } from '@civitas/contract'
import { createSealer } from '../../../kernel/sealed.ts'
import type { Delivery, Nothing } from '../batches/delivery.ts'
import type { BatchRow } from '../batches/store.ts'
import type { DataParts } from '../data-parts.ts'
import type { Access, Connector } from './connectors/connector.ts'
import { folder } from './connectors/folder.ts'
import { http } from './connectors/http.ts'
import { kafka } from './connectors/kafka.ts'
import { mqtt } from './connectors/mqtt.ts'
import { mysql } from './connectors/mysql.ts'
import { postgres } from './connectors/postgres.ts'
import { s3 } from './connectors/s3.ts'
import { sftp } from './connectors/sftp.ts'
import { findSource, type SourceRow } from './store.ts'

const connectors: Record<Exclude<SourceKind, 'file'>, Connector> = {
  ...{ postgres, mysql, http, folder, sftp, s3, mqtt, kafka },
}

/** The connector of a kind of source; files are delivered, not collected. */
export function connectorOf(kind: SourceKind): Connector | null {
  return kind === 'file' ? null : connectors[kind]
}

export function seal({ kernel }: DataParts, secret: string): string {
  return createSealer(kernel.config.data, kernel.config.secretKey).seal(secret)
}

/** How to reach a source, with its secret opened. */
export function accessTo({ kernel }: DataParts, source: SourceRow): Access {
  const sealer = createSealer(kernel.config.data, kernel.config.secretKey)
  return {
    ...{ mode: source.mode, connection: source.connection },
    secret: source.secret === null ? null : sealer.open(source.secret),
  }
}

/** Fetches what is new at the source of a batch; null when nothing is. */
export async function collect(
  parts: DataParts,
  batch: BatchRow,
  { folder: place }: { folder: string },
): Promise<Delivery | Nothing | null> {
  const source = batch.source_id ? await findSource(parts.kernel.db, batch.source_id) : undefined
  const connector = source && connectorOf(source.kind)
  if (!source || !connector) throw new Error('数据源不存在，或须由报送方上传文件')
  return connector.collect(parts, {
    ...accessTo(parts, source),
    ...{ sourceId: source.id, position: source.position, expected: source.expected, folder: place },
  })
}
