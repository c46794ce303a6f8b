import {
  type FieldEffect,
  type FieldRuleChange,
  type GovernedField,
  governedFields,
  listFieldRuleChanges,
  listFieldRules,
  listRoles,
  type Role,
  setFieldRule,
} from '@civitas/sdk'
import { formatTime, usePick, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Paged } from '../papers/paged.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { fieldRightsTexts } from './field-rights.texts.ts'

const fields = Object.keys(governedFields) as GovernedField[]
const tones = { visible: 'over', masked: 'loud', hidden: 'bad' } as const

/** 按字段授权: roles by fields, what each reads (PLT-081). */
export function FieldMatrix() {
  const texts = useTexts(fieldRightsTexts)
  const pick = usePick()
  const may = useMay()
  const [setting, setSetting] = useState<{ role: Role; field: GovernedField } | null>(null)
  const roles = useRead(listRoles, {}, { staleMs: 600_000 })
  const rules = useRead(listFieldRules, { query: { limit: 500 } })
  const error = roles.error ?? rules.error
  if (error) return <ProblemView error={error} onRetry={() => void rules.refetch()} />
  const effectOf = (role: string, field: string): FieldEffect =>
    rules.data?.items.find((one) => one.role === role && one.field === field)?.effect ?? 'visible'
  const shown = (roles.data ?? []).filter((one) => one.id !== 'citizen' && one.id !== 'firm')
  return (
    <>
      <Quiet>{texts.why}</Quiet>
      <Table<Role>
        size="small"
        aria-label={texts.tab}
        loading={roles.isPending || rules.isPending}
        dataSource={shown}
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content', y: 520 }}
        columns={[
          { title: texts.role, key: 'role', fixed: 'left', width: 150, render: (_, role) => role.name },
          ...fields.map((field) => ({
            title: pick(governedFields[field]),
            key: field,
            width: 128,
            render: (_: unknown, role: Role) => {
              const effect = effectOf(role.id, field)
              const tag = <StateTag tone={tones[effect]}>{texts.effects[effect]}</StateTag>
              if (!may('identity.manage')) return tag
              return (
                <Button
                  type="text"
                  size="small"
                  aria-label={`${role.name} ${pick(governedFields[field])} ${texts.effects[effect]}`}
                  onClick={() => setSetting({ role, field })}
                >
                  {tag}
                </Button>
              )
            },
          })),
        ]}
      />
      <Section title={texts.changes}>
        <Changes />
      </Section>
      {setting ? (
        <FormDialog<{ effect: FieldEffect; reason: string }>
          title={texts.set}
          why={`${setting.role.name} · ${pick(governedFields[setting.field])}`}
          first={{ effect: effectOf(setting.role.id, setting.field) }}
          fields={[
            {
              ...{ kind: 'choice', name: 'effect', label: texts.effect, required: true },
              options: toChoices(texts.effects),
            },
            { kind: 'text', name: 'reason', label: texts.reason, required: true, maxLength: 200 },
          ]}
          act={async (body) => {
            await client.call(setFieldRule, {
              params: { role: setting.role.id, field: setting.field },
              body,
            })
            refresh(listFieldRules, listFieldRuleChanges)
          }}
          onClose={() => setSetting(null)}
        />
      ) : null}
    </>
  )
}

function Changes() {
  const texts = useTexts(fieldRightsTexts)
  return (
    <Paged<FieldRuleChange, typeof listFieldRuleChanges>
      label={texts.changes}
      operation={listFieldRuleChanges}
      rowKey={(one) => `${one.time}${one.role}${one.field}`}
      columns={[
        { title: texts.time, render: (_, one) => formatTime(one.time) },
        { title: texts.role, dataIndex: 'roleName' },
        { title: texts.field, dataIndex: 'fieldTitle' },
        { title: texts.from, render: (_, one) => texts.effects[one.former ?? 'visible'] },
        { title: texts.to, render: (_, one) => texts.effects[one.effect] },
        { title: texts.reason, dataIndex: 'reason' },
        { title: texts.by, dataIndex: 'byName' },
      ]}
    />
  )
}
