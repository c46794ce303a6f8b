import { changeFleetThing, type FleetThing, getThingTimeline, listFleet } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { useModelTitles } from '../fleet/use-model-titles.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { DivisionName } from '../parts/division-name.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Facts } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { useSectorNames } from '../siting/sector-names.ts'
import { deviceTexts } from './device.texts.ts'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'

/** What the register knows of a device, in one strip under its name. */
export function DeviceFacts({ thing }: { thing: FleetThing }) {
  const texts = useTexts(deviceTexts)
  const { columns, noCredential } = useTexts(devicesTexts)
  const sectors = useSectorNames()
  const titles = useModelTitles()
  const may = useMay()
  const [isEditing, setEditing] = useState(false)
  const version = thing.modelVersion ? ` · ${thing.modelVersion}` : ''
  return (
    <div className={styles.strip}>
      <Facts
        facts={[
          { label: columns.type, value: `${titles.get(thing.thingType) ?? thing.modelTitle}${version}` },
          { label: texts.owner, value: thing.ownerName ?? texts.none },
          { label: columns.division, value: <DivisionName code={thing.divisionCode} /> },
          {
            label: columns.credential,
            value: <span className="code">{thing.credentialName ?? noCredential}</span>,
          },
          { label: texts.connected, value: thing.connected ? texts.connectedYes : texts.connectedNo },
          { label: columns.seen, value: formatTime(thing.lastSeenTime) },
          { label: texts.sector, value: sectors.get(thing.sector ?? '') ?? thing.sector ?? texts.none },
          {
            label: texts.serial,
            value: <span className="code">{thing.serial ?? texts.none}</span>,
          },
        ]}
      />
      {may('sensing.write') ? (
        <Button size="small" onClick={() => setEditing(true)}>
          {texts.edit}
        </Button>
      ) : null}
      {isEditing ? <EditDialog thing={thing} onClose={() => setEditing(false)} /> : null}
    </div>
  )
}

function EditDialog({ thing, onClose }: { thing: FleetThing; onClose: () => void }) {
  const texts = useTexts(deviceTexts)
  const sectors = useSectorNames()
  const [ownerId, setOwner] = useState<string | null>(thing.ownerId)
  const [sector, setSector] = useState<string | null>(thing.sector)
  const [serial, setSerial] = useState(thing.serial ?? '')
  return (
    <ActDialog
      title={texts.edit}
      comment="none"
      act={async () => {
        await client.call(changeFleetThing, {
          params: { id: thing.id },
          body: { ownerId, sector, serial: serial.trim() || null },
        })
        refresh(getThingTimeline, listFleet)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.owner} htmlFor="owner">
          <OrganisationSelect
            id="owner"
            value={ownerId}
            name={thing.ownerName}
            onChange={(id) => setOwner(id ?? null)}
          />
        </Form.Item>
        <Form.Item label={texts.sector} htmlFor="sector">
          <Select
            id="sector"
            allowClear
            value={sector ?? undefined}
            options={[...sectors].map(([value, label]) => ({ value, label }))}
            onChange={(value) => setSector(value ?? null)}
          />
        </Form.Item>
        <Form.Item label={texts.serial} htmlFor="serial">
          <Input
            id="serial"
            maxLength={100}
            value={serial}
            onChange={(event) => setSerial(event.target.value)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
