import { type Ability, listAbilities, listProviderRatings, rateAbility, testAbility } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Modal, Space } from 'antd'
import { useContext, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Quiet, Section, StateTag } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { abilityCareTexts } from './ability-care.texts.ts'

/** How the contract of an ability stands, in a word. */
export function ContractState({ ability }: { ability: Ability }) {
  const texts = useTexts(abilityCareTexts)
  const { test, findings } = ability
  return (
    <Space size={4}>
      <StateTag tone={test === null ? 'over' : test.isPassed ? undefined : 'bad'}>
        {test === null ? texts.never : test.isPassed ? texts.passed : texts.failed}
      </StateTag>
      {findings.length > 0 ? (
        <StateTag tone="loud">{texts.differs(formatNumber(findings.length))}</StateTag>
      ) : null}
    </Space>
  )
}

/** The contract of an ability: what differs from the data elements, how its last test went, and another test. */
export function ContractDialog({ ability: given, onClose }: { ability: Ability; onClose: () => void }) {
  const texts = useTexts(abilityCareTexts)
  const may = useMay()
  const me = useContext(MeContext)
  const [ability, setAbility] = useState(given)
  const run = useMutation({
    mutationFn: () => client.call(testAbility, { params: { id: ability.id } }),
    onSuccess: (next) => {
      setAbility(next)
      refresh(listAbilities, listProviderRatings)
    },
  })
  const isOwn = may('data.govern') || (may('data.own') && me?.user.organisationId === ability.organisationId)
  const { test } = ability
  return (
    <Modal
      open
      width={760}
      title={`${texts.contract}：${ability.title} ${ability.version}`}
      onCancel={onClose}
      footer={
        isOwn ? (
          <Button type="primary" loading={run.isPending} onClick={() => run.mutate()}>
            {texts.run}
          </Button>
        ) : null
      }
    >
      <Section title={texts.test}>
        <Quiet>{texts.testWhy}</Quiet>
        {test ? (
          <Facts
            facts={[
              {
                label: test.isPassed ? texts.passed : texts.failed,
                value: `${formatTime(test.time)} · ${texts.millis(formatNumber(test.millis))}`,
              },
            ]}
          />
        ) : (
          <p>{texts.never}</p>
        )}
        <Faults lines={test?.faults ?? []} />
        <ProblemNote error={run.error} />
      </Section>
      <Section title={texts.findings}>
        <Quiet>{texts.findingsWhy}</Quiet>
        {ability.findings.length === 0 ? <p>{texts.conforms}</p> : null}
        <Faults lines={ability.findings.map((one) => `${one.field}：${one.message}`)} />
      </Section>
      <Section title={texts.contract}>
        <pre style={{ maxHeight: 240, overflow: 'auto' }}>{JSON.stringify(ability.contract, null, 2)}</pre>
      </Section>
    </Modal>
  )
}

function Faults({ lines }: { lines: readonly string[] }) {
  return lines.length === 0 ? null : (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

/** Rates an ability in the name of one’s unit. */
export function RateDialog({ ability, onClose }: { ability: Ability; onClose: () => void }) {
  const texts = useTexts(abilityCareTexts)
  return (
    <FormDialog<{ stars: number; comment?: string }>
      title={texts.rate}
      why={`${ability.title} ${ability.version}：${texts.rateWhy}`}
      first={{ stars: 5 }}
      fields={[
        { name: 'stars', label: texts.stars, kind: 'number', min: 1, max: 5, precision: 0, required: true },
        { name: 'comment', label: texts.comment, kind: 'area', maxLength: 500 },
      ]}
      act={async ({ stars, comment = '' }) => {
        await client.call(rateAbility, { params: { id: ability.id }, body: { stars, comment } })
        refresh(listAbilities, listProviderRatings)
      }}
      onClose={onClose}
    />
  )
}
