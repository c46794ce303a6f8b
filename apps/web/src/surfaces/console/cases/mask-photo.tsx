import { type Attachment, getCase, maskAttachment } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Modal, Tag } from 'antd'
import { type PointerEvent, useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { EvidencePhoto, usePhoto } from '../../../capabilities/cases/evidence-photo.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './cases.module.css'
import { type Area, areaOf, hideAreas } from './hide-areas.ts'
import { maskTexts } from './mask-photo.texts.ts'

interface MaskedPhotoProps {
  attachment: Attachment
  label: string
}

/** A photo of a case; who checks may hide faces and plates in the copy people outside are shown. */
export function MaskedPhoto({ attachment, label }: MaskedPhotoProps) {
  const texts = useTexts(maskTexts)
  const may = useMay()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <EvidencePhoto attachment={attachment} label={label} className={styles.photo} />
      <div>
        {attachment.masked ? <Tag>{texts.masked}</Tag> : null}
        {may('cases.check') ? (
          <Button size="small" type="link" onClick={() => setOpen(true)}>
            {texts.mask}
          </Button>
        ) : null}
      </div>
      {isOpen ? <MaskDialog attachment={attachment} label={label} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function MaskDialog({ attachment, label, onClose }: MaskedPhotoProps & { onClose: () => void }) {
  const texts = useTexts(maskTexts)
  const address = usePhoto(attachment)
  const [areas, setAreas] = useState<Area[]>([])
  const run = useMutation({
    mutationFn: async () => {
      const content = await hideAreas(address ?? '', areas)
      const body = { contentType: 'image/jpeg' as const, content, areas }
      return client.call(maskAttachment, { params: { id: attachment.id }, body })
    },
    onSuccess: () => {
      refresh(getCase)
      onClose()
    },
  })
  return (
    <Modal
      open
      width={760}
      title={texts.mask}
      okText={texts.save(formatNumber(areas.length))}
      okButtonProps={{ disabled: areas.length === 0 || !address, loading: run.isPending }}
      cancelText={texts.cancel}
      onOk={() => run.mutate()}
      onCancel={onClose}
    >
      <p>{texts.why}</p>
      <ProblemNote error={run.error} />
      {address ? <Drawn address={address} label={label} areas={areas} onChange={setAreas} /> : null}
      <Button style={{ marginBlockStart: 12 }} disabled={areas.length === 0} onClick={() => setAreas([])}>
        {texts.clear}
      </Button>
    </Modal>
  )
}

interface DrawnProps {
  address: string
  label: string
  areas: readonly Area[]
  onChange: (areas: Area[]) => void
}

/** The picture with the rectangles drawn so far; dragging draws another. */
function Drawn({ address, label, areas, onChange }: DrawnProps) {
  const box = useRef<HTMLDivElement>(null)
  const [from, setFrom] = useState<[number, number] | null>(null)
  const [to, setTo] = useState<[number, number] | null>(null)
  const at = (event: PointerEvent): [number, number] => {
    const { left, top, width, height } = (box.current as HTMLDivElement).getBoundingClientRect()
    return [(event.clientX - left) / width, (event.clientY - top) / height]
  }
  const drawn = from && to ? areaOf(from, to) : null
  return (
    <div
      ref={box}
      className={styles.mask}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setFrom(at(event))
        setTo(null)
      }}
      onPointerMove={(event) => (from ? setTo(at(event)) : undefined)}
      onPointerUp={() => {
        if (drawn && drawn.width > 0.005 && drawn.height > 0.005) onChange([...areas, drawn])
        setFrom(null)
        setTo(null)
      }}
    >
      <img src={address} alt={label} draggable={false} />
      {[...areas, ...(drawn ? [drawn] : [])].map(({ x, y, width, height }) => (
        <span
          key={`${x} ${y} ${width} ${height}`}
          style={{
            ...{ insetInlineStart: `${x * 100}%`, insetBlockStart: `${y * 100}%` },
            ...{ inlineSize: `${width * 100}%`, blockSize: `${height * 100}%` },
          }}
        />
      ))}
    </div>
  )
}
