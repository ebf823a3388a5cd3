// SPDX-License-Identifier: Apache-2.0
/** 0 → A, 26 → AA: as spreadsheets name their columns. */
export function columnName(column: number): string {
  let name = '';
  for (let rest = column; rest >= 0; rest = Math.floor(rest / 26) - 1)
    name = String.fromCharCode(65 + (rest % 26)) + name;
  return name;
}
