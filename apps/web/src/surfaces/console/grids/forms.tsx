import { type FieldForm, getFormLoad, listFieldForms, registerFieldForm } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useContext, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Columns, Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { gridsTexts } from './grids.texts.ts'

interface FormValues {
  title: string
  department?: string
  basis: string
  frequency: FieldForm['frequency']
  fields: string
}

/** Forms departments ask of the grassroots: what a base database has is not asked again. */
export function Forms() {
  const { forms: texts } = useTexts(gridsTexts)
  const may = useMay()
  const [isAdding, setAdding] = useState(false)
  const read = useRead(listFieldForms, { query: { limit: 100 } })
  const load = useRead(getFormLoad, { query: { limit: 20 } })
  return (
    <Columns
      main={
        <>
          {may('territory.ask') ? (
            <div>
              <Button type="primary" onClick={() => setAdding(true)}>
                {texts.register}
              </Button>
            </div>
          ) : null}
          {read.data?.items.length === 0 ? <Quiet>{texts.empty}</Quiet> : null}
          {read.data?.items.map((form) => (
            <Section
              key={form.id}
              title={`${form.department} · ${form.title}`}
              extra={texts.frequencies[form.frequency]}
            >
              <Quiet>{form.basis}</Quiet>
              <Lines>
                {form.fields.map((field) => (
                  <Line
                    key={field.title}
                    before={
                      <StateTag tone={field.source ? 'over' : undefined}>
                        {field.source ? texts.known : texts.asked}
                      </StateTag>
                    }
                    title={field.title}
                    note={field.source?.mark}
                  />
                ))}
              </Lines>
            </Section>
          ))}
          {isAdding ? <RegisterForm onClose={() => setAdding(false)} /> : null}
        </>
      }
      side={
        <Section title={texts.load}>
          <Lines>
            {load.data?.items.map((one) => (
              <Line
                key={one.code}
                title={one.name}
                note={texts.loadRow(
                  formatNumber(one.forms),
                  formatNumber(one.askedFields),
                  formatNumber(one.fillingsPerYear),
                )}
              />
            ))}
          </Lines>
        </Section>
      }
    />
  )
}

function RegisterForm({ onClose }: { onClose: () => void }) {
  const { forms: texts } = useTexts(gridsTexts)
  const may = useMay()
  const me = useContext(MeContext)
  const own = may('territory.manage') ? null : (me?.post.organisationName ?? '')
  return (
    <FormDialog<FormValues>
      title={texts.register}
      why={own ? texts.asDepartment(own) : texts.knownWhy}
      fields={[
        { name: 'title', label: texts.name, kind: 'text', required: true, maxLength: 100 },
        ...(own === null
          ? [
              {
                ...{ name: 'department', label: texts.department, kind: 'text' as const },
                ...{ required: true, maxLength: 100 },
              },
            ]
          : []),
        { name: 'basis', label: texts.basis, kind: 'area', required: true, maxLength: 500 },
        {
          name: 'frequency',
          label: texts.frequency,
          kind: 'choice',
          required: true,
          options: Object.entries(texts.frequencies).map(([value, label]) => ({ value, label })),
        },
        { name: 'fields', label: texts.fields, kind: 'area', required: true, rows: 6 },
      ]}
      act={async ({ fields, department, ...rest }) => {
        const titles = fields.split('\n').map((one) => one.trim())
        await client.call(registerFieldForm, {
          body: {
            ...rest,
            department: own ?? department ?? '',
            divisions: [],
            fields: titles.filter(Boolean).map((title) => ({ title, kind: 'text' as const })),
          },
        })
        refresh(listFieldForms, getFormLoad)
      }}
      onClose={onClose}
    />
  )
}
