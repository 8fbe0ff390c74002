"""Textual's own DataTable with two hundred rows: the plainest queue."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Plain(App[None]):
    """`j` goes one row down, as on the desk."""

    BINDINGS = [("j", "down", "down"), ("k", "up", "up")]

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("工单", "级别", "到期", "客户", "故障", "维修员")
        for at in range(200):
            table.add_row(f"YX2607-{at:03d}", f"{at % 4 + 1}", "10:30", "南山制衣厂", "主机不启动", "王强")

    def action_down(self) -> None:
        self.query_one(DataTable).action_cursor_down()

    def action_up(self) -> None:
        self.query_one(DataTable).action_cursor_up()


if __name__ == "__main__":
    Plain().run()
