import { type ImagePlace, listImagePlaces, saveImagePlace } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { pageSize, Rows } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { registerTexts } from './registers.texts.ts'

type Form = Omit<ImagePlace, 'id' | 'faults' | 'registeredTime' | 'alternative'> & { alternative?: string }

/** Places where pictures of persons are taken, with what stands against the law. */
export function ImagePlaces() {
  const texts = useTexts(registerTexts)
  const [at, set] = useState(1)
  const [writing, setWriting] = useState<ImagePlace | 'new'>()
  const read = useRead(
    listImagePlaces,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  return (
    <>
      <Button type="primary" onClick={() => setWriting('new')}>
        {texts.putPlace}
      </Button>
      <Rows<ImagePlace>
        label={texts.tabs.places}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        none={{ title: texts.noPlaces, why: texts.noPlacesWhy }}
        columns={[
          { title: texts.title, dataIndex: 'title' },
          { title: texts.address, dataIndex: 'address' },
          { title: texts.operator, dataIndex: 'operator' },
          { title: texts.placePurpose, render: (_, row) => texts.placePurposes[row.purpose] },
          {
            title: texts.faults,
            render: (_, row) =>
              row.faults.length === 0
                ? texts.noFaults
                : row.faults.map((fault) => (
                    <div key={fault}>
                      <StateTag tone="bad">{fault}</StateTag>
                    </div>
                  )),
          },
          {
            title: texts.act,
            render: (_, row) => (
              <Button size="small" onClick={() => setWriting(row)}>
                {texts.putPlace}
              </Button>
            ),
          },
        ]}
      />
      {writing ? (
        <FormDialog<Form>
          title={texts.putPlace}
          first={
            writing === 'new'
              ? { purpose: 'public-safety' }
              : { ...writing, alternative: writing.alternative ?? '' }
          }
          fields={[
            { name: 'title', label: texts.title, kind: 'text', required: true, maxLength: 100 },
            { name: 'address', label: texts.address, kind: 'text', required: true, maxLength: 200 },
            { name: 'operator', label: texts.operator, kind: 'text', required: true, maxLength: 100 },
            {
              ...{ name: 'purpose', label: texts.placePurpose, kind: 'choice', required: true },
              options: toChoices(texts.placePurposes),
            },
            { name: 'collectsFaces', label: texts.faces, kind: 'tick' },
            { name: 'hasSign', label: texts.sign, kind: 'tick' },
            { name: 'alternative', label: texts.alternative, kind: 'text', maxLength: 300 },
          ]}
          act={async ({ title, address, operator, purpose, collectsFaces, hasSign, alternative }) => {
            const id = writing === 'new' ? {} : { id: writing.id }
            const facts = { collectsFaces: collectsFaces === true, hasSign: hasSign === true }
            await client.call(saveImagePlace, {
              body: { ...id, title, address, operator, purpose, ...facts, alternative: alternative || null },
            })
            refresh(listImagePlaces)
          }}
          onClose={() => setWriting(undefined)}
        />
      ) : null}
    </>
  )
}
