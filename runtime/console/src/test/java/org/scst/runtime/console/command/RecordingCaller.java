package org.scst.runtime.console.command;

import java.nio.charset.StandardCharsets;
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
    private byte[] input = {};
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

    /** What it reads for the command. */
    RecordingCaller reads(String text) {
        input = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    @Override
    public CompletableFuture<byte[]> input() {
        return CompletableFuture.completedFuture(input);
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
