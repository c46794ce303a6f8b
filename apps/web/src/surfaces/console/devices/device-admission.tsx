import {
  decideQuarantine,
  type FleetThing,
  getThing,
  getThingTimeline,
  listFleet,
  listQuarantine,
  quarantineThing,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { deviceTexts } from './device.texts.ts'

/** Puts a device in quarantine, lets it out or bans it; nothing for who may not. */
export function DeviceAdmission({ thing }: { thing: FleetThing }) {
  const texts = useTexts(deviceTexts)
  const may = useMay()
  const [act, setAct] = useState<'quarantine' | 'release' | 'ban' | null>(null)
  const isHeld = thing.state === 'quarantined'
  const held = useRead(
    listQuarantine,
    { query: { thing: thing.id, state: 'held', limit: 1 } },
    { enabled: isHeld && may('sensing.admit') },
  )
  if (!may('sensing.admit')) return null
  const quarantine = held.data?.items[0]
  const run = async (comment: string) => {
    if (act === 'quarantine')
      await client.call(quarantineThing, { params: { id: thing.id }, body: { reason: comment } })
    else if (quarantine && act)
      await client.call(decideQuarantine, { params: { id: quarantine.id }, body: { decision: act, comment } })
    refresh(getThing, getThingTimeline, listFleet, listQuarantine)
  }
  return (
    <>
      {isHeld ? (
        <>
          <Button disabled={!quarantine} onClick={() => setAct('release')}>
            {texts.release}
          </Button>
          <Button danger disabled={!quarantine} onClick={() => setAct('ban')}>
            {texts.ban}
          </Button>
        </>
      ) : (
        <Button onClick={() => setAct('quarantine')}>{texts.quarantine}</Button>
      )}
      {act ? (
        <ActDialog
          title={texts[act]}
          why={texts[`${act}Why`]}
          danger={act !== 'release'}
          comment="required"
          act={run}
          onClose={() => setAct(null)}
        />
      ) : null}
    </>
  )
}
