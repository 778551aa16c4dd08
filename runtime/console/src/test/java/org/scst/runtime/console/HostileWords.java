package org.scst.runtime.console;

import java.util.List;

/** Words that shells, parsers and terminals like to take for something else. */
public final class HostileWords {
    /** Them all; none may change on its way. */
    public static final List<String> ALL = List.of(
            "iqn.2026-11.org.example:*",
            "[::1]:3260",
            "C:\\temp\\",
            "#",
            ";",
            "$(reboot)",
            "`x`",
            "'\"",
            "",
            " ",
            "a\nb",
            "ä😀",
            "| grep",
            "{a}",
            "%x = 1",
            "!!",
            "~",
            "&& x",
            ">/dev/null",
            "a,b",
            "--",
            "-x",
            "\u001b[31m",
            "\u202e",
            "\\");

    private HostileWords() {}
}
