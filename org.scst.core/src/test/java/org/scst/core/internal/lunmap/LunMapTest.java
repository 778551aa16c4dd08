package org.scst.core.internal.lunmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.execution.ThreadLimit;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.primary.NullLogicalUnit;

class LunMapTest {
    private final LogicalUnit one = NullLogicalUnit.create(new Budget(1, null), new ThreadLimit(2));
    private final LogicalUnit other = NullLogicalUnit.create(new Budget(1, null), new ThreadLimit(2));

    private LunMap.Entry entry(int lun) {
        return new LunMap.Entry(lun, one, false);
    }

    @Test
    void shouldFindWhatIsMappedAtEveryEdgeOfItsPages() {
        LunMap map = LunMap.EMPTY;
        List<Integer> luns = List.of(0, 255, 256, LunMap.LAST_LUN);
        for (int lun : luns) {
            map = map.with(entry(lun));
        }
        for (int lun : luns) {
            assertEquals(entry(lun), map.find(lun));
        }
        assertEquals(luns, map.entries().stream().map(LunMap.Entry::lun).toList());
        assertEquals(4, map.size());
        assertNull(map.find(1));
        assertNull(map.find(-1));
        assertNull(map.find(LunMap.LAST_LUN + 1));
    }

    @Test
    void shouldLeaveEarlierMapsAsTheyWere() {
        LunMap first = LunMap.EMPTY.with(entry(3));
        LunMap second = first.without(3);
        assertEquals(entry(3), first.find(3));
        assertNull(second.find(3));
        assertEquals(0, second.size());
        assertEquals(0, LunMap.EMPTY.size());
    }

    @Test
    void shouldHaveAnotherInventoryOnlyWhenLogicalUnitsChange() {
        LunMap map = LunMap.EMPTY.with(entry(3));
        assertTrue(map.sameInventory(map.with(new LunMap.Entry(3, one, true))));
        assertFalse(map.sameInventory(map.with(new LunMap.Entry(3, other, false))));
        assertFalse(map.sameInventory(map.with(entry(4))));
        assertFalse(map.sameInventory(map.without(3).with(entry(4))));
        assertTrue(map.sameInventory(map.with(entry(4)).without(4)));
        assertTrue(map.sameInventory(map.without(7)));
        assertTrue(map.sameInventory(LunMap.EMPTY.with(entry(3))));
    }

    @Test
    void shouldTellMapsApartThatHaveChangedEquallyOften() {
        LunMap map = LunMap.EMPTY.with(entry(3));
        assertFalse(map.sameInventory(LunMap.EMPTY.with(new LunMap.Entry(3, other, false))));
        assertFalse(map.sameInventory(LunMap.EMPTY.with(entry(300))));
    }

    @Test
    void shouldBeAnotherInventoryToldByAnotherAddressMethod() {
        LunMap map = LunMap.EMPTY.with(entry(3));
        LunMap flat = map.addressedBy(AddressMethod.FLAT);
        assertFalse(map.sameInventory(flat));
        assertNotEquals(map.inventoryDigest(), flat.inventoryDigest());
        assertTrue(flat.with(entry(4)).without(4).sameInventory(flat));
        assertSame(flat, flat.addressedBy(AddressMethod.FLAT));
        assertSame(AddressMethod.FLAT, flat.swallowing(BlackHole.DATA).addressMethod());
    }

    @Test
    void shouldHaveTheSameInventoryWhateverItSwallows() {
        LunMap map = LunMap.EMPTY.with(entry(3));
        LunMap hole = map.swallowing(BlackHole.COMMANDS);
        assertTrue(map.sameInventory(hole));
        assertSame(BlackHole.COMMANDS, hole.with(entry(4)).blackHole());
        assertEquals(map.inventoryDigest(), hole.inventoryDigest());
    }

    @Test
    void shouldShareThePagesThatAChangeLeavesAlone() {
        LunMap map = LunMap.EMPTY.with(entry(3)).with(entry(300));
        LunMap next = map.with(entry(4));
        assertFalse(map.sharesPage(0, next));
        assertTrue(map.sharesPage(1, next));
        assertEquals(2, map.sum(entry -> 1, 9));
        assertEquals(1, map.sum(entry -> 1, 1));
    }
}
