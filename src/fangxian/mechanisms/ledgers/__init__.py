"""Ledgers (台账): a room says once what a row holds; list, form, history, workbook, API and drill-down follow."""
