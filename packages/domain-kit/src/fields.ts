import { type TObject, type TSchema, Type } from 'typebox'
import type { LocalText, Scalar } from './text.ts'

/** 数据分级 of GB/T 43697-2024 as kept by the city: 1 public, 2 internal, 3 sensitive, 4 core. */
export type Classification = 1 | 2 | 3 | 4

/**
 * National numbers the kit can check: `citizen-id` 公民身份号码 (GB 11643-1999), `uscc` 统一社会信用代码 (GB 32100-2015),
 * `real-estate-unit` 不动产单元代码 (GB/T 37346-2019, which has no check digit).
 */
export type IdentifierKind = 'citizen-id' | 'uscc' | 'real-estate-unit'

/** A value of a choice with its name. */
export type Choice = { readonly value: string; readonly title: LocalText }

/**
 * What a field carries beside plain JSON Schema. `title` (zh) and `description` (zh) repeat the label and help, so that
 * any JSON Schema tool shows Chinese.
 */
export type FieldAnnotations = {
  /** Name of the field in both languages. */
  readonly label: LocalText
  readonly help?: LocalText
  /** UCUM code of `units.ts`. */
  readonly unit?: string
  /** Overrides the classification of the type for this attribute. */
  readonly classification?: Classification
  /** Names of the values of a choice. */
  readonly choices?: readonly Choice[]
  /** The national number it holds; a wrong one is refused with a sentence that names the field. */
  readonly identifier?: IdentifierKind
  /** Tells beyond doubt which entity it is; used to find that two records are one, or are not. */
  readonly strongKey?: true
  /** How a form asks for it when the JSON type is not enough. */
  readonly widget?: 'text' | 'long-text' | 'date' | 'date-time' | 'choice' | 'switch' | 'number'
}

/** Options every field helper takes. */
export type FieldOptions = {
  readonly required?: boolean
  readonly help?: LocalText
  readonly classification?: Classification
  readonly default?: Scalar
}

/** A field of a register or form: JSON Schema made by the helpers below. */
export type Field = TSchema

type Annotated = Record<string, unknown>

function annotate(label: LocalText, options: FieldOptions, extra: Annotated): Annotated {
  const annotations: Annotated = { title: label.zh, label, ...extra }
  if (options.help) Object.assign(annotations, { description: options.help.zh, help: options.help })
  if (options.classification) annotations.classification = options.classification
  if (options.default !== undefined) annotations.default = options.default
  return annotations
}

function finish<S extends TSchema>(schema: S, options: FieldOptions): TSchema {
  return options.required ? schema : Type.Optional(schema)
}

/** A line of text, or several with `long`. */
export function textField(
  label: LocalText,
  options: FieldOptions & { long?: boolean; maxLength?: number; pattern?: string } = {},
): TSchema {
  const { long, maxLength = long ? 2000 : 200, pattern } = options
  const extra: Annotated = { maxLength, widget: long ? 'long-text' : 'text' }
  if (pattern) extra.pattern = pattern
  return finish(Type.String(annotate(label, options, extra)), options)
}

/** A national number with its check digit (`check-digits.ts`); with `strongKey`, two different ones are two entities. */
export function identifierField(
  label: LocalText,
  identifier: IdentifierKind,
  options: FieldOptions & { strongKey?: true } = {},
): TSchema {
  const maxLength = identifier === 'real-estate-unit' ? 28 : 18
  const extra: Annotated = { maxLength, identifier, widget: 'text' }
  if (options.strongKey) extra.strongKey = true
  return finish(Type.String(annotate(label, options, extra)), options)
}

/** A number in a unit of `units.ts` (UCUM code). */
export function numberField(
  label: LocalText,
  unit: string,
  options: FieldOptions & { minimum?: number; maximum?: number } = {},
): TSchema {
  return finish(Type.Number(annotate(label, options, bounds(unit, options))), options)
}

/** A whole number in a unit of `units.ts` (UCUM code). */
export function integerField(
  label: LocalText,
  unit: string,
  options: FieldOptions & { minimum?: number; maximum?: number } = {},
): TSchema {
  return finish(Type.Integer(annotate(label, options, bounds(unit, options))), options)
}

function bounds(unit: string, options: { minimum?: number; maximum?: number }): Annotated {
  const extra: Annotated = { unit, widget: 'number' }
  if (options.minimum !== undefined) extra.minimum = options.minimum
  if (options.maximum !== undefined) extra.maximum = options.maximum
  return extra
}

/** One of a list: `choiceField(text('类别', 'Kind'), [['road', '道路', 'Road']])`. */
export function choiceField(
  label: LocalText,
  choices: readonly (readonly [value: string, zh: string, en: string])[],
  options: FieldOptions = {},
): TSchema {
  const named: Choice[] = choices.map(([value, zh, en]) => ({ value, title: { zh, en } }))
  const extra = { enum: named.map((choice) => choice.value), choices: named, widget: 'choice' }
  return finish(Type.String(annotate(label, options, extra)), options)
}

/** Yes or no. */
export function yesNoField(label: LocalText, options: FieldOptions = {}): TSchema {
  return finish(Type.Boolean(annotate(label, options, { widget: 'switch' })), options)
}

/** A day, `YYYY-MM-DD`. */
export function dateField(label: LocalText, options: FieldOptions = {}): TSchema {
  return finish(Type.String(annotate(label, options, { format: 'date', widget: 'date' })), options)
}

/** A moment, RFC 3339. */
export function timeField(label: LocalText, options: FieldOptions = {}): TSchema {
  return finish(Type.String(annotate(label, options, { format: 'date-time', widget: 'date-time' })), options)
}

/** The attributes of a register. Attributes not named here are kept too, unless `closed`. */
export function attributes(fields: Record<string, TSchema>, options: { closed?: boolean } = {}): TObject {
  return Type.Object(fields, { additionalProperties: !options.closed })
}

/** A form: the named fields and nothing else. */
export function form(fields: Record<string, TSchema> = {}): TObject {
  return Type.Object(fields, { additionalProperties: false })
}

/** Reads the annotations of a field made by the helpers above. */
export function readAnnotations(schema: TSchema): Partial<FieldAnnotations> {
  return schema as Partial<FieldAnnotations>
}
