import { listTerminalPolicies, saveTerminalPolicy, type TerminalPolicy } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { terminalsTexts } from './terminals.texts.ts'

const none: string[] = []
type Rules = TerminalPolicy['rules']

/** Policy groups: what a terminal must be like. */
export function PolicyList() {
  const { policies: texts, tabs } = useTexts(terminalsTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [saving, setSaving] = useState<TerminalPolicy | 'new' | null>(null)
  const read = useRead(listTerminalPolicies, {
    query: { limit: query.limit, offset: query.offset, search: query.search || undefined },
  })
  const columns: TableColumnsType<TerminalPolicy> = [
    { title: texts.title, key: 'title', render: (_, each) => each.title },
    { title: texts.rules, key: 'rules', render: (_, each) => <RuleTags rules={each.rules} /> },
    {
      title: texts.terminals,
      key: 'terminals',
      align: 'right',
      render: (_, each) => formatNumber(each.terminals),
    },
  ]
  return (
    <>
      <FilterBar query={query} searchBox={box}>
        <Button type="primary" onClick={() => setSaving('new')}>
          {texts.save}
        </Button>
      </FilterBar>
      <ListTable
        label={tabs.policies}
        read={read}
        query={query}
        columns={columns}
        rowKey={(each) => each.id}
        onOpen={setSaving}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {saving ? (
        <SaveDialog policy={saving === 'new' ? null : saving} onClose={() => setSaving(null)} />
      ) : null}
    </>
  )
}

function RuleTags({ rules }: { rules: Rules }) {
  const { policies: texts } = useTexts(terminalsTexts)
  const words = [
    rules.minimumOsLevel ? `${texts.minimumOsLevel} ${rules.minimumOsLevel}` : null,
    rules.screenLock ? texts.screenLock : null,
    rules.usbForbidden ? texts.usbForbidden : null,
    rules.certificate ? texts.certificate : null,
    rules.allowedApps ? `${texts.allowedApps} ${rules.allowedApps.join('、')}` : null,
  ].filter((each) => each !== null)
  if (words.length === 0) return texts.none
  return (
    <span className={styles.row}>
      {words.map((each) => (
        <StateTag key={each}>{each}</StateTag>
      ))}
    </span>
  )
}

function SaveDialog({ policy, onClose }: { policy: TerminalPolicy | null; onClose: () => void }) {
  const { policies: texts } = useTexts(terminalsTexts)
  return (
    <FormDialog<Rules & { title: string }>
      title={texts.save}
      why={texts.why}
      first={policy ? { ...policy.rules, title: policy.title } : { screenLock: true }}
      fields={[
        { name: 'title', label: texts.title, kind: 'text', required: true },
        {
          name: 'minimumOsLevel',
          label: texts.minimumOsLevel,
          kind: 'code',
          extra: texts.levelHint,
          pattern: { is: /^\d{1,6}(\.\d{1,6}){0,3}$/, else: texts.levelWrong },
        },
        { name: 'screenLock', label: texts.screenLock, kind: 'tick' },
        { name: 'usbForbidden', label: texts.usbForbidden, kind: 'tick' },
        { name: 'certificate', label: texts.certificate, kind: 'tick' },
        { name: 'allowedApps', label: texts.allowedApps, kind: 'choices', options: [], tags: true },
      ]}
      act={async ({ title, minimumOsLevel, screenLock, usbForbidden, certificate, allowedApps }) => {
        const rules = {
          minimumOsLevel: minimumOsLevel || null,
          screenLock: screenLock ?? false,
          usbForbidden: usbForbidden ?? false,
          certificate: certificate ?? false,
          allowedApps: allowedApps?.length ? allowedApps : null,
        }
        await client.call(saveTerminalPolicy, { body: { title: title.trim(), rules } })
        refresh(listTerminalPolicies)
      }}
      onClose={onClose}
    />
  )
}
