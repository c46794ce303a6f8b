import { type EntityType, type StandardClass, standardClasses } from '@civitas/domain-kit'

/** Another part of a class this near is taken for the same, metres. */
export const duplicateMetres = 1

const components = new Map(
  standardClasses.filter((one) => one.kind === 'component').map((one) => [one.code, one]),
)

/** A small class of components by its four digits. */
export function findPartClass(code: string): StandardClass | undefined {
  return components.get(code)
}

/** A class by its Chinese name, as census files name it. */
export function findPartClassByTitle(title: string): StandardClass | undefined {
  return [...components.values()].find((one) => one.title.zh === title)
}

/** The register that keeps a class, and the attributes that tell the class there. */
export function registerOf(
  types: readonly EntityType[],
  classCode: string,
): { type: EntityType; attributes: Readonly<Record<string, string>> } | undefined {
  for (const wanted of [classCode, '*']) {
    const type = types.find((one) => one.partClass?.classes?.[wanted])
    if (type) return { type, attributes: type.partClass?.classes?.[wanted] ?? {} }
  }
  return undefined
}

/** Code of a part, GB/T 30428.2: six digits of division, four of class, six of sequence. */
export function partCode(division: string, classCode: string, sequence: number): string {
  return `${division.slice(0, 6)}${classCode}${String(sequence).padStart(6, '0')}`
}
