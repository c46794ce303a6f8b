import { type FleetThing, listCredentials } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Quiet } from '../parts/page.tsx'
import { CredentialActs, useCredentialActs, useCredentialColumns } from './credential-acts.tsx'
import { deviceTexts } from './device.texts.ts'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'

const none: string[] = []

/** The credentials that speak for one device. */
export function DeviceCredentials({ thing }: { thing: FleetThing }) {
  const texts = useTexts(deviceTexts)
  const devices = useTexts(devicesTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [act, setAct] = useCredentialActs()
  const read = useRead(listCredentials, {
    query: { thing: thing.id, limit: query.limit, offset: query.offset },
  })
  return (
    <div className={styles.stack}>
      <Quiet>{texts.credentialWhy}</Quiet>
      <ListTable
        label={devices.credentials}
        read={read}
        query={query}
        columns={useCredentialColumns(setAct)}
        rowKey={(each) => each.name}
        searchBox={box}
        empty={{ title: devices.noCredentials, why: texts.noCredential }}
      />
      <CredentialActs act={act} onClose={() => setAct(null)} />
    </div>
  )
}
