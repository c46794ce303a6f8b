import { addWitness, listWitnesses, setWitness, type Witness } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Switch } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ledgerTexts } from './ledger.texts.ts'

/** Those who co-sign tree heads, so that the log cannot be rewritten unseen. */
export function WitnessList() {
  const texts = useTexts(ledgerTexts)
  const may = useMay()
  const read = useRead(listWitnesses, {})
  const [isAdding, setAdding] = useState(false)
  const list = read.data ?? []
  return (
    <Section
      title={texts.witnesses}
      extra={
        may('ledger.witness') ? (
          <Button size="small" onClick={() => setAdding(true)}>
            {texts.addWitness}
          </Button>
        ) : null
      }
    >
      {list.length === 0 ? <Quiet>{texts.noWitnesses}</Quiet> : null}
      {list.map((one) => (
        <WitnessRow key={one.id} witness={one} />
      ))}
      {isAdding ? (
        <FormDialog<{ name: string; publicKey: string }>
          title={texts.addWitness}
          why={texts.addWitnessWhy}
          fields={[
            { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 100 },
            {
              ...{ name: 'publicKey', label: texts.publicKey, kind: 'code', required: true },
              pattern: { is: /^04[0-9a-f]{128}$/, else: '04…（130 hex）' },
            },
          ]}
          act={(body) => client.call(addWitness, { body })}
          onClose={() => {
            setAdding(false)
            refresh(listWitnesses)
          }}
        />
      ) : null}
    </Section>
  )
}

function WitnessRow({ witness }: { witness: Witness }) {
  const texts = useTexts(ledgerTexts)
  const may = useMay()
  const set = useMutation({
    mutationFn: (active: boolean) =>
      client.call(setWitness, { params: { id: witness.id }, body: { active } }),
    onSuccess: () => refresh(listWitnesses),
  })
  return (
    <p>
      {may('ledger.witness') ? (
        <Switch
          size="small"
          aria-label={`${texts.active} ${witness.name}`}
          checked={witness.active}
          onChange={(active) => set.mutate(active)}
        />
      ) : null}{' '}
      <b>{witness.name}</b> {witness.organisationName ?? ''} · {texts.lastSize}{' '}
      {witness.lastSize === null ? '—' : formatNumber(witness.lastSize)}
    </p>
  )
}
