package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps what a command writes. */
class RecordingCaller implements Caller {
    final List<String> pieces = new ArrayList<>();
    final List<String> pictures = new ArrayList<>();
    final StringBuilder errors = new StringBuilder();
    final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private final Path folder;
    private int most = Integer.MAX_VALUE;

    RecordingCaller(Path folder) {
        this.folder = folder;
    }

    /** Cancels once so many pieces and pictures have come. */
    RecordingCaller leavesAfter(int pieces) {
        most = pieces;
        return this;
    }

    String output() {
        return String.join("", pieces);
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public int columns() {
        return 80;
    }

    @Override
    public boolean onTerminal() {
        return false;
    }

    @Override
    public void output(String piece) {
        pieces.add(piece);
        count();
    }

    @Override
    public void errors(String piece) {
        errors.append(piece);
    }

    @Override
    public void picture(String text) {
        pictures.add(text);
        count();
    }

    @Override
    public CompletableFuture<Void> cancelled() {
        return cancelled;
    }

    private void count() {
        if (pieces.size() + pictures.size() >= most) {
            cancelled.complete(null);
        }
    }
}
